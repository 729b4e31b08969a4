// What a page does beyond links and forms. Everything here improves what already works without it.
(() => {
  const stageOf = (node) => node.closest && node.closest('.stage');

  // Keep the other widgets of a chapter as the address bar has them: the links of this one were drawn before they moved.
  // The server answers with the address to show, so the anchor, which would scroll, is left out of the request.
  document.addEventListener('htmx:configRequest', (event) => {
    const stage = stageOf(event.target);
    if (!stage) return;
    const detail = event.detail;
    const [path, query = ''] = detail.path.split('#')[0].split('?');
    const own = (key) => key.startsWith(stage.dataset.name + '.') || !key.includes('.');
    const kept = new URLSearchParams(query);
    for (const fields of [kept, detail.formData]) {
      for (const key of [...fields.keys()]) if (!own(key)) fields.delete(key);
    }
    new URLSearchParams(location.search).forEach((value, key) => { if (!own(key)) kept.append(key, value); });
    const text = kept.toString();
    detail.path = (path || location.pathname) + (text ? '?' + text : '');
  });

  // htmx takes over the links of HTML only: those of a drawing are followed here in the same way.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('.stage svg a');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    htmx.ajax('GET', link.getAttribute('href'), { source: link, target: stageOf(link), swap: 'outerHTML' });
  });

  // A cell that had the focus has it again when its grid has been drawn anew; other controls have ids, which htmx follows.
  let place = null;
  document.addEventListener('htmx:beforeSwap', () => {
    const cell = document.activeElement.closest('.cells td');
    const stage = cell && stageOf(cell);
    place = stage && { stage: stage.id, table: [...stage.querySelectorAll('.cells')].indexOf(cell.closest('table')), row: cell.parentNode.rowIndex, column: cell.cellIndex };
  });

  // Whoever went down or up a way that ends in another drawing begins at its top, and at its words with the keyboard.
  const gone = (cause) => cause && cause.matches('.stage a, .stage button') && !cause.closest('.cells, svg') && !(cause.id && document.getElementById(cause.id));
  const arrive = (stage) => {
    const words = stage.querySelector('.say');
    if (words && document.activeElement === document.body) {
      words.tabIndex = -1;
      words.focus({ preventScroll: true });
    }
    if (stage.getBoundingClientRect().top < 0) stage.scrollIntoView();
  };

  // Say what happened, once, to those who listen.
  document.addEventListener('htmx:afterSettle', (event) => {
    if (place && document.activeElement === document.body) {
      const stage = document.getElementById(place.stage);
      const table = stage && stage.querySelectorAll('.cells')[place.table];
      const row = table && table.rows[place.row];
      const link = row && row.cells[place.column] && row.cells[place.column].querySelector('a, input');
      if (link) link.focus({ preventScroll: true });
    }
    place = null;
    const widget = event.target.closest('.widget');
    const sent = event.detail.requestConfig;
    if (widget && sent && gone(sent.elt)) arrive(widget.querySelector('.stage'));
    const said = widget ? [...widget.querySelectorAll('.say')].map((say) => say.textContent) : [];
    if (said.length) widget.querySelector('[role=status]').textContent = said.join(' ');
    rove(document);
  });

  // A failed request leaves the page as it is and says so.
  const failed = (event) => {
    const widget = event.target.closest && event.target.closest('.widget');
    if (widget) widget.querySelector('[role=status]').textContent = 'The server did not answer. Try that again.';
    if (widget) widget.classList.add('failed');
  };
  for (const name of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout']) document.addEventListener(name, failed);
  document.addEventListener('htmx:beforeRequest', (event) => {
    const widget = event.target.closest && event.target.closest('.widget');
    if (widget) widget.classList.remove('failed');
  });

  // Arrow keys move within a grid of cells, and one cell of each grid takes part in the order of the Tab key.
  const cells = (table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.querySelector('a')));
  const rove = (root) => {
    for (const table of root.querySelectorAll('.cells:not(.edit)')) {
      const links = cells(table).flat().filter(Boolean);
      const first = links.find((a) => a === document.activeElement) || links.find((a) => a.hasAttribute('aria-current')) || links[0];
      for (const a of links) a.tabIndex = a === first ? 0 : -1;
    }
  };
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  document.addEventListener('keydown', (event) => {
    const move = moves[event.key];
    const table = move && event.target.matches('.cells td > a') && event.target.closest('table');
    if (!table) return;
    const cell = event.target.parentNode;
    const row = cells(table)[cell.parentNode.rowIndex + move[0]];
    const link = row && row[cell.cellIndex + move[1]];
    if (!link) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    link.tabIndex = 0;
    link.focus();
  });
  rove(document);

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
  const remember = (paper) => { paper.before = [...paper.before.slice(-99), paper.ink.slice()]; };
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
    remember(paperOf(surface));
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
      remember(paper);
      line(surface, ...from, paper.x + 0.5, paper.y + 0.5);
      send(surface, REST_OF_KEYS);
    }
    paint(surface);
    const status = surface.closest('.widget').querySelector('[role=status]');
    status.textContent = `row ${paper.y + 1}, column ${paper.x + 1}, ${paper.ink[paper.y * SIDE + paper.x] ? 'ink' : 'paper'}`;
  });
  unfold();
  for (const name of ['htmx:afterSwap', 'htmx:afterSettle', 'htmx:historyRestore']) document.addEventListener(name, unfold);

  // The section being read is marked in the sidebar.
  const entries = new Map([...document.querySelectorAll('.toc a')].map((a) => [a.hash.slice(1), a]));
  if (entries.size && 'IntersectionObserver' in window) {
    const headings = [...entries.keys()].map((id) => document.getElementById(decodeURIComponent(id))).filter(Boolean);
    const mark = () => {
      const above = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight * 0.35).pop() || headings[0];
      for (const [id, a] of entries) a.toggleAttribute('aria-current', above && decodeURIComponent(id) === above.id);
      const current = above && entries.get(above.id);
      if (current) current.setAttribute('aria-current', 'true');
    };
    new IntersectionObserver(mark, { rootMargin: '0px 0px -65% 0px' }).observe(headings[0]);
    addEventListener('scroll', () => requestAnimationFrame(mark), { passive: true });
    mark();
  }
})();
