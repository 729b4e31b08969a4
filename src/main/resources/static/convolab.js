// What a page does beyond links and forms. Everything here improves what already works without it.
(() => {
  const stageOf = (node) => node.closest && node.closest('.stage');
  const still = matchMedia('(prefers-reduced-motion: reduce)');

  // Addresses. The address bar has the state of all widgets of the page; a widget's name and a dot stand before its fields.
  const prefix = (stage) => stage.dataset.prefix || '';
  const own = (stage, key) => key.startsWith(prefix(stage));
  // As the server writes a query: slashes and commas, which grids have many of, stand as they are.
  const written = (pairs) => pairs.toString().replace(/%2F/g, '/').replace(/%2C/g, ',');
  const merged = (stage, query) => {
    const pairs = new URLSearchParams(query);
    new URLSearchParams(location.search).forEach((value, key) => { if (!own(stage, key)) pairs.append(key, value); });
    return pairs;
  };
  // The state of this widget alone: what is asked for, so that equal states have equal answers whatever the others do.
  const alone = (stage, query) => {
    const pairs = new URLSearchParams(query);
    for (const key of [...pairs.keys()]) if (!own(stage, key)) pairs.delete(key);
    return pairs;
  };
  const walked = (stage) => (stage.dataset.walk || '').split(' ').filter(Boolean).map((field) => prefix(stage) + field);
  const unwalked = (stage, query) => {
    const pairs = alone(stage, query);
    for (const field of [...walked(stage), prefix(stage) + 'play']) pairs.delete(field);
    pairs.sort();
    return pairs.toString();
  };

  // What keeps the place, but was left as it was when its widget moved on, does not know it.
  const placed = (stage, pairs) => {
    const now = alone(stage, location.search);
    for (const field of walked(stage)) {
      if (now.has(field)) pairs.set(field, now.get(field));
      else pairs.delete(field);
    }
    return pairs;
  };

  // A request says which drawing the page has, and is sent what changes of it. The server answers with the address to show,
  // so the anchor, which would scroll, is left out.
  document.addEventListener('htmx:configRequest', (event) => {
    const stage = stageOf(event.target);
    if (!stage) return;
    const detail = event.detail;
    const [path, query = ''] = detail.path.split('#')[0].split('?');
    const kept = alone(stage, query);
    for (const key of [...detail.formData.keys()]) if (!own(stage, key)) detail.formData.delete(key);
    if (event.target.closest('[data-kept], [data-keeps]')) {
      for (const field of walked(stage)) detail.formData.delete(field);
      placed(stage, kept);
    }
    const text = written(kept);
    detail.path = (path || location.pathname) + (text ? '?' + text : '');
    if (stage.dataset.drawing) detail.headers['Convolab-Drawing'] = stage.dataset.drawing;
  });

  // A link that is opened in another tab, or copied, has what the other widgets have now.
  for (const name of ['pointerdown', 'focusin', 'contextmenu']) {
    document.addEventListener(name, (event) => {
      const link = event.target.closest && event.target.closest('.stage a[href^="?"]');
      if (!link) return;
      const stage = stageOf(link);
      const [query, hash] = link.getAttribute('href').slice(1).split('#');
      const pairs = alone(stage, query);
      if (link.closest('[data-kept], [data-keeps]')) placed(stage, pairs);
      link.setAttribute('href', '?' + written(merged(stage, pairs)) + '#' + hash);
    });
  }

  // A step replaces the address, everything else adds to the history; what glides or is only looked at leaves it alone.
  document.addEventListener('htmx:beforeHistoryUpdate', (event) => {
    const { history: update, requestConfig: sent, target } = event.detail;
    const stage = stageOf(target) || target;
    if (!stage.classList || !stage.classList.contains('stage')) return;
    const query = update.path.replace(/^[^?]*\?/, '').replace(/#.*/, '');
    if (sent.headers['Convolab-Glimpse'] || sent.triggeringEvent && sent.triggeringEvent.type === 'input') update.type = null;
    else if (unwalked(stage, query) === unwalked(stage, location.search)) update.type = 'replace';
    update.path = location.pathname + '?' + written(merged(stage, query)) + '#' + stage.dataset.name;
  });

  // htmx takes over the links of HTML only: those of a drawing are followed here in the same way.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('.stage svg a');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    htmx.ajax('GET', link.getAttribute('href'), { source: link, target: stageOf(link), swap: 'morph' });
  });

  // An answer is not put in the place of what is there: it is told to it, so that focus, motion and what is open stay.
  const told = (old, fresh) => {
    if (old.isEqualNode(fresh)) return;
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== 'open' && name !== 'tabindex') old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    if (fresh.hasAttribute('data-kept')) {
      // A grid whose cells are as they were: what is outlined moves, and which cell the page speaks of.
      const marks = [old, fresh].map((grid) => grid.querySelector('.marks'));
      if (marks[0] && marks[1]) told(marks[0], marks[1]);
      const here = old.querySelector('[aria-current]');
      if (here) here.removeAttribute('aria-current');
      const [row, col] = (fresh.dataset.here || '').split(' ');
      const cell = col && old.querySelector('table').rows[row].cells[col].firstChild;
      if (cell && cell.tagName === 'BUTTON') cell.setAttribute('aria-current', 'true');
      return;
    }
    if (old.tagName === 'INPUT' && old !== document.activeElement) {
      old.value = fresh.value;
      old.checked = fresh.checked;
    }
    let next = old.firstChild;
    for (const child of [...fresh.childNodes]) {
      const named = child.id && [...old.children].find((element) => element.id === child.id);
      const twin = named || (next && next.nodeType === child.nodeType && next.nodeName === child.nodeName && !next.id && !child.id ? next : null);
      if (twin && twin.nodeName === child.nodeName) {
        if (twin === next) next = next.nextSibling;
        else old.insertBefore(twin, next);
        if (twin.nodeType === 1) told(twin, child);
        else if (twin.data !== child.data) twin.data = child.data;
      } else {
        if (named) named.remove();
        old.insertBefore(child, next);
      }
    }
    while (next) {
      const gone = next;
      next = next.nextSibling;
      gone.remove();
    }
    if (old.tagName === 'TEXTAREA' && old !== document.activeElement) old.value = fresh.textContent;
  };
  htmx.defineExtension('morph', {
    isInlineSwap: (style) => style === 'morph',
    handleSwap: (style, target, fragment) => {
      if (style !== 'morph') return false;
      const fresh = fragment.firstElementChild;
      if (fresh.id !== target.id) return false;
      told(target, fresh);
      return [target];
    },
  });

  // Grids. A figure says how its cells, a window over them and what it makes belong together; the server computes the rest.
  // data-goes: the fields that a cell's row and column are. data-slides: those of a window over the cells; along each axis
  // data-down and data-across say its kernel, stride, dilation, first cell, and how many places it has.
  // data-paints: a press inks the pixel of this picture, which begins at the cell data-pad. data-first: the cell shown first.
  const pair = (text) => (text || '0 0').split(' ').map(Number);
  const placeOf = (cell) => {
    const [row, col] = pair(cell.closest('.grid').dataset.first);
    return [cell.parentNode.rowIndex + row, cell.cellIndex + col];
  };
  const nearest = (axis, at) => {
    const [kernel, stride, dilation, origin, places] = axis.split(' ').map(Number);
    return Math.max(0, Math.min(places - 1, Math.round((at - origin - (kernel - 1) * dilation / 2) / stride)));
  };
  // What a press on a cell sets: pairs of a field and its text.
  const pressed = (grid, cell) => {
    const { goes, slides, paints, pad, down, across } = grid.dataset;
    const [row, col] = placeOf(cell);
    if (paints) return [['press', `${paints} ${row - pair(pad)[0]} ${col - pair(pad)[1]}`]];
    if (goes) {
      const fields = goes.split(' ');
      return [[fields[0], row], [fields[1], col], ...fields.slice(2).map((besides) => besides.split('='))];
    }
    const fields = slides.split(' ');
    return [[fields[0], nearest(down, row)], [fields[1], nearest(across, col)]];
  };
  const ask = (stage, set, headers = {}) => {
    const pairs = alone(stage, location.search);
    pairs.delete(prefix(stage) + 'play');
    for (const [field, text] of set) pairs.set(prefix(stage) + field, text);
    return htmx.ajax('GET', location.pathname + '?' + written(pairs), { source: stage, target: stage, swap: 'morph', headers });
  };
  document.addEventListener('submit', (event) => {
    const button = event.submitter && event.submitter.closest('.cells td > button');
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(stageOf(button), pressed(button.closest('.grid'), button.parentNode));
  }, true);

  // Play goes on from place to place, at the speed that was chosen; a walk that grows goes on as soon as a place is drawn.
  const PLACE = 333, GROWN = 150;
  const speeds = new Map(), timers = new Map();
  const tick = (stage) => {
    clearTimeout(timers.get(stage.id));
    const transport = stage.querySelector('.transport[data-tick]');
    if (!transport) return;
    const wait = transport.hasAttribute('data-grows') ? GROWN : PLACE / (speeds.get(stage.id) || 1);
    timers.set(stage.id, setTimeout(() => {
      if (!transport.isConnected || !transport.dataset.tick) return;
      const [, query] = transport.dataset.tick.split('#')[0].split('?');
      htmx.ajax('GET', location.pathname + '?' + written(alone(stage, query)), { source: stage, target: stage, swap: 'morph' });
    }, wait));
  };
  document.addEventListener('htmx:afterSettle', (event) => { const stage = stageOf(event.target); if (stage) tick(stage); });
  document.querySelectorAll('.stage').forEach(tick);

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
  const cells = (table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.querySelector('button')));
  const rove = (root) => {
    for (const table of root.querySelectorAll('.cells:not(.edit)')) {
      const buttons = cells(table).flat().filter(Boolean);
      const first = buttons.find((b) => b === document.activeElement) || buttons.find((b) => b.hasAttribute('aria-current')) || buttons[0];
      for (const b of buttons) b.tabIndex = b === first ? 0 : -1;
    }
  };
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  document.addEventListener('keydown', (event) => {
    const move = moves[event.key];
    const table = move && event.target.matches('.cells td > button') && event.target.closest('table');
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

  window.convolab = { told };
})();
