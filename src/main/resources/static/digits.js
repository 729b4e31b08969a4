// The surface of the digit reader: drawn on by pointer and keys. Without this script the server's image and a form serve.
(() => {
  const stageOf = (node) => node.closest && node.closest('.stage');
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  // A surface to draw on: 28 × 28 pixels of 16 strengths of ink. The server draws the same as an image where no script runs.
  // What is drawn is sent once the pen has rested, so that no answer takes the paper away under it.
  const SIDE = 28, INK = 15, NIB = 1.4, REST = 350, REST_OF_KEYS = 700;
  // State is kept by stage; nothing of it in an element with an id, whose attributes htmx carries over for a moment.
  const papers = new Map();
  const paperOf = (surface) => papers.get(stageOf(surface).id);
  const surfaceOf = (node) => node.closest && node.closest('.surface');
  const rows = (ink) => Array.from({ length: SIDE }, (_, y) => [...ink.slice(y * SIDE, (y + 1) * SIDE)].map((value) => value.toString(16)).join('')).join('/');
  const paint = (surface) => {
    const paper = paperOf(surface);
    const context = surface.querySelector('canvas').getContext('2d');
    const image = context.createImageData(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) image.data.set([0x1b, 0x1b, 0x1f, paper.ink[i] * 17], 4 * i);
    context.putImageData(image, 0, 0);
    const nib = surface.querySelector('.nib');
    nib.style.left = 100 * paper.x / SIDE + '%';
    nib.style.top = 100 * paper.y / SIDE + '%';
    stageOf(surface).querySelector('.undo').disabled = !paper.before.length;
  };
  let held = null;
  document.addEventListener('htmx:beforeSwap', () => {
    const surface = surfaceOf(document.activeElement);
    held = surface && stageOf(surface).id;
  });
  const unfold = () => {
    for (const surface of document.querySelectorAll('.surface')) {
      const image = surface.querySelector('img');
      if (image) {
        const stage = stageOf(surface).id;
        const ink = Uint8Array.from(surface.dataset.rows.replace(/\//g, ''), (digit) => parseInt(digit, 16));
        const paper = papers.get(stage) || { before: [], x: 14, y: 14 };
        // Undo takes back strokes and Clear; a sample is a new beginning.
        if (paper.ink && rows(paper.ink) !== surface.dataset.rows) paper.before = ink.some(Boolean) ? [] : [...paper.before, paper.ink];
        papers.set(stage, Object.assign(paper, { ink }));
        const canvas = document.createElement('canvas');
        canvas.width = canvas.height = SIDE;
        canvas.className = image.className;
        canvas.tabIndex = 0;
        canvas.setAttribute('role', 'application');
        canvas.setAttribute('aria-label', surface.dataset.label);
        canvas.setAttribute('aria-describedby', surface.dataset.keys);
        image.replaceWith(canvas);
        canvas.insertAdjacentHTML('afterend', '<span class="nib"></span>');
        if (held === stage && document.activeElement === document.body) canvas.focus({ preventScroll: true });
      }
      paint(surface);
    }
  };
  // A stroke over a sample begins a drawing of one's own; Undo gives the sample back.
  const remember = (surface) => {
    const paper = paperOf(surface);
    paper.before = [...paper.before.slice(-99), paper.ink.slice()];
    if (surface.dataset.sample) paper.ink.fill(0);
    delete surface.dataset.sample;
  };
  // A line of the nib's breadth with soft edges.
  const line = (surface, x0, y0, x1, y1) => {
    const paper = paperOf(surface);
    const dx = x1 - x0, dy = y1 - y0, length = dx * dx + dy * dy || 1;
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const t = Math.max(0, Math.min(1, ((x + 0.5 - x0) * dx + (y + 0.5 - y0) * dy) / length));
        const distance = Math.hypot(x + 0.5 - x0 - t * dx, y + 0.5 - y0 - t * dy);
        const ink = Math.round(INK * Math.max(0, Math.min(1, NIB + 0.5 - distance)));
        if (ink > paper.ink[y * SIDE + x]) paper.ink[y * SIDE + x] = ink;
      }
    }
    surface.classList.add('inking');
    paint(surface);
  };
  let stroke = null, resting = 0;
  const hold = (surface) => { clearTimeout(resting); htmx.trigger(stageOf(surface), 'htmx:abort'); };
  const send = (surface, rest) => {
    hold(surface);
    resting = setTimeout(() => {
      if (!surface.isConnected) return;
      const address = new URL(stageOf(surface).querySelector('.clear').href);
      address.searchParams.set(surface.dataset.field, rows(paperOf(surface).ink));
      htmx.ajax('GET', address.pathname + address.search, { source: surface, target: stageOf(surface), swap: 'outerHTML' });
    }, rest);
  };
  const undo = (surface) => {
    const paper = paperOf(surface);
    if (!paper.before.length) return;
    paper.ink = paper.before[paper.before.length - 1];
    paper.before = paper.before.slice(0, -1);
    surface.classList.add('inking');
    paint(surface);
    send(surface, 0);
  };
  const at = (event, surface) => {
    const box = surface.getBoundingClientRect();
    return [(event.clientX - box.left) * SIDE / box.width, (event.clientY - box.top) * SIDE / box.height];
  };
  document.addEventListener('pointerdown', (event) => {
    const surface = surfaceOf(event.target);
    if (!surface || event.button || stroke) return;
    event.preventDefault();
    hold(surface);
    remember(surface);
    surface.setPointerCapture(event.pointerId);
    stroke = { surface, id: event.pointerId, at: at(event, surface) };
    line(surface, ...stroke.at, ...stroke.at);
  });
  document.addEventListener('pointermove', (event) => {
    if (!stroke || event.pointerId !== stroke.id) return;
    const moves = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const move of moves.length ? moves : [event]) {
      const to = at(move, stroke.surface);
      line(stroke.surface, ...stroke.at, ...to);
      stroke.at = to;
    }
  });
  for (const name of ['pointerup', 'pointercancel']) {
    document.addEventListener(name, (event) => {
      if (!stroke || event.pointerId !== stroke.id) return;
      send(stroke.surface, REST);
      stroke = null;
    });
  }
  document.addEventListener('click', (event) => {
    if (event.target.closest('.undo')) undo(stageOf(event.target).querySelector('.surface'));
  });
  document.addEventListener('keydown', (event) => {
    const surface = event.target.matches('.surface canvas') && surfaceOf(event.target);
    if (!surface) return;
    const paper = paperOf(surface);
    const move = moves[event.key];
    const takesBack = event.key === 'z' && (event.ctrlKey || event.metaKey);
    const inks = event.key === ' ' || event.key === 'Enter' || move && event.shiftKey;
    if (!move && !inks && !takesBack) return;
    event.preventDefault();
    if (takesBack) { undo(surface); return; }
    const from = [paper.x + 0.5, paper.y + 0.5];
    if (move) {
      paper.y = Math.max(0, Math.min(SIDE - 1, paper.y + move[0]));
      paper.x = Math.max(0, Math.min(SIDE - 1, paper.x + move[1]));
    }
    if (inks) {
      hold(surface);
      remember(surface);
      line(surface, ...from, paper.x + 0.5, paper.y + 0.5);
      send(surface, REST_OF_KEYS);
    }
    paint(surface);
    const status = surface.closest('.widget').querySelector('[role=status]');
    status.textContent = `row ${paper.y + 1}, column ${paper.x + 1}, ${paper.ink[paper.y * SIDE + paper.x] ? 'ink' : 'paper'}`;
  });
  unfold();
  for (const name of ['htmx:afterSwap', 'htmx:afterSettle', 'htmx:historyRestore']) document.addEventListener(name, unfold);
})();
