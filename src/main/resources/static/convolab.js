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
    const say = widget && widget.querySelector('.say');
    if (say) widget.querySelector('[role=status]').textContent = say.textContent;
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
