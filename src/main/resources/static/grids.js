// Grids under your hand. A figure says in its attributes how a window, its stride and its dilation tie the cells that it slides
// over to the cells that it makes; this script moves outlines and asks the server, and computes no result.
// data-goes: the fields that a cell's row and column are. data-slides: those of a window over the cells; along each axis
// data-down and data-across say its kernel, stride, dilation, first cell, and how many places it has. data-weights: the kernel,
// data-flipped if it is turned by half before it slides.
// data-reads: the grid whose cells these are made of; data-rows and data-cols say for each row and column the first and how many.
// data-paints: a press inks the pixel of this picture, which begins at the cell data-pad. data-first: the cell shown first.
(() => {
  const { stageOf, still, prefix, written, alone, shownAt, told, say, waits } = window.convolab;
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const gridOf = (node) => node.closest && node.closest('.grid');
  const pair = (text) => (text || '0 0').split(' ').map(Number);
  const within = (low, value, high) => Math.max(low, Math.min(high, value));

  // What a grid says of itself.
  const fields = (grid) => (grid.dataset.slides || grid.dataset.goes || '').split(' ').slice(0, 2).join(' ');
  const axes = (grid) => [grid.dataset.down, grid.dataset.across].map((text) => {
    const [kernel, stride, dilation, origin, places] = text.split(' ').map(Number);
    return { kernel, stride, dilation, origin, places };
  });
  const tied = (grid, kind) => all(stageOf(grid), `.grid[data-${kind}]`).filter((other) => fields(other) === fields(grid));
  const placeOf = (cell) => {
    const [row, col] = pair(gridOf(cell).dataset.first);
    return [cell.parentNode.rowIndex + row, cell.cellIndex + col];
  };
  const cellAt = (grid, row, col) => {
    const first = pair(grid.dataset.first);
    const line = grid.querySelector('table').rows[row - first[0]];
    return line && line.cells[col - first[1]];
  };
  const isPainted = (grid) => 'paints' in grid.dataset;
  const isPlaying = (stage) => Boolean(stage.querySelector('.transport[data-tick]'));

  // Along one axis: the cells under the window at a place, the places whose window covers a cell, and the place whose window has
  // its middle nearest to a point.
  const count = (n) => Array.from({ length: n }, (_, i) => i);
  const covered = (axis, place) => count(axis.kernel).map((i) => axis.origin + axis.stride * place + axis.dilation * i);
  const covering = (axis, at) => count(axis.places).filter((place) => covered(axis, place).includes(at));
  const touched = (axis, weight) => count(axis.places).map((place) => covered(axis, place)[weight]);
  const middle = (axis) => ((axis.kernel - 1) * axis.dilation + 1) / 2;
  const nearest = (axis, at) => within(0, Math.round((at - axis.origin - middle(axis)) / axis.stride), axis.places - 1);

  // Where the window stands, as it is outlined.
  const standing = (grid) => {
    const frame = grid.querySelector('.frame.window');
    if (!frame) return null;
    const first = pair(grid.dataset.first);
    return axes(grid).map((axis, i) => Math.round((Number(frame.getAttribute(i ? 'x' : 'y')) + first[i] - axis.origin) / axis.stride));
  };

  // Outlines: rows and columns of cells as a path over the cells that are shown, neighbors in one piece.
  const pieces = (numbers, first, length) => numbers.map((n) => n - first).filter((n) => n >= 0 && n < length).reduce((runs, n) => {
    const last = runs[runs.length - 1];
    if (last && last[0] + last[1] === n) last[1]++;
    else runs.push([n, 1]);
    return runs;
  }, []);
  const shape = (grid, rows, cols) => {
    const [row, col] = pair(grid.dataset.first);
    const table = grid.querySelector('table');
    const across = pieces(cols, col, table.rows[0].cells.length);
    return pieces(rows, row, table.rows.length).flatMap(([y, h]) => across.map(([x, w]) => `M${x} ${y}h${w}v${h}h${-w}z`)).join('');
  };
  const outline = (grid, rows, cols) => {
    for (const kind of ['halo', 'frame']) {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      path.setAttribute('class', kind + ' glimpse');
      path.setAttribute('d', shape(grid, rows, cols));
      grid.querySelector('.marks').append(path);
    }
  };
  // What each row or column of a grid reads of another.
  const spans = (text) => text.split(' ').map((span) => { const [from, length] = span.split('+').map(Number); return count(length).map((i) => from + i); });
  const reading = (spans, at) => count(spans.length).filter((i) => spans[i].includes(at));
  const unique = (numbers) => [...new Set(numbers)].sort((a, b) => a - b);

  // What the cell under the pointer, or the weight with the focus, has to do with the other grids.
  let looked = null;
  const outlineLooked = () => {
    for (const path of all(document, '.marks .glimpse')) path.remove();
    if (!looked || !looked.isConnected || held) return;
    const grid = gridOf(looked);
    const [row, col] = placeOf(looked);
    if ('weights' in grid.dataset) {
      const [height, width] = pair(grid.dataset.weights);
      const [i, j] = 'flipped' in grid.dataset ? [height - 1 - row, width - 1 - col] : [row, col];
      for (const slides of all(stageOf(grid), '.grid[data-slides]')) {
        const [down, across] = axes(slides);
        const place = standing(slides);
        if (down.kernel !== height || across.kernel !== width) continue;
        outline(slides, unique(touched(down, i)), unique(touched(across, j)));
        if (place) outline(slides, [covered(down, place[0])[i]], [covered(across, place[1])[j]]);
      }
    } else if ('slides' in grid.dataset) {
      const [down, across] = axes(grid);
      for (const goes of tied(grid, 'goes')) outline(goes, covering(down, row), covering(across, col));
    } else if ('goes' in grid.dataset) {
      const windows = tied(grid, 'slides');
      for (const slides of windows) {
        const [down, across] = axes(slides);
        outline(slides, covered(down, row), covered(across, col));
      }
      if (windows.length) for (const goes of tied(grid, 'goes')) outline(goes, [row], [col]);
    }
    if (grid.dataset.reads) {
      const other = document.getElementById(grid.dataset.reads);
      const rows = spans(grid.dataset.rows)[row], cols = spans(grid.dataset.cols)[col];
      outline(grid, [row], [col]);
      outline(other, rows, cols);
      if (other.dataset.slides && rows.length === 1 && cols.length === 1) {
        const [down, across] = axes(other);
        for (const goes of tied(other, 'goes')) outline(goes, covering(down, rows[0]), covering(across, cols[0]));
      }
    }
    for (const other of all(stageOf(grid), `.grid[data-reads="${grid.id}"]`)) {
      outline(other, reading(spans(other.dataset.rows), row), reading(spans(other.dataset.cols), col));
    }
  };

  // Moves what is outlined for a place before the server has answered.
  const move = (grid, row, col) => {
    for (const slides of tied(grid, 'slides')) {
      const first = pair(slides.dataset.first);
      const [down, across] = axes(slides);
      for (const rect of all(slides, '.marks .window')) {
        rect.setAttribute('y', down.origin + down.stride * row - first[0]);
        rect.setAttribute('x', across.origin + across.stride * col - first[1]);
      }
      for (const path of all(slides, '.marks .touched')) path.setAttribute('d', shape(slides, covered(down, row), covered(across, col)));
    }
    for (const goes of tied(grid, 'goes')) {
      if (grid.dataset.goes && grid.dataset.goes !== goes.dataset.goes) continue;
      const first = pair(goes.dataset.first);
      for (const rect of all(goes, '.marks .here')) {
        rect.setAttribute('y', row - first[0]);
        rect.setAttribute('x', col - first[1]);
      }
    }
  };

  // What a press sets: pairs of a field and its text.
  const going = (grid, row, col) => {
    const [down, across, ...besides] = (grid.dataset.slides || grid.dataset.goes).split(' ');
    return [[down, row], [across, col], ...besides.map((pair) => pair.split('='))];
  };
  const pressed = (grid, cell) => {
    const [row, col] = placeOf(cell);
    if (isPainted(grid)) return [['press', `${grid.dataset.paints} ${row - pair(grid.dataset.pad)[0]} ${col - pair(grid.dataset.pad)[1]}`]];
    if (grid.dataset.goes) return going(grid, row, col);
    const [down, across] = axes(grid);
    return going(grid, nearest(down, row + 0.5), nearest(across, col + 0.5));
  };

  // Asks for the state of the address with some fields set, and goes there.
  const asked = (stage, set) => {
    const pairs = alone(stage, location.search);
    pairs.delete(prefix(stage) + 'play');
    for (const [field, text] of set) pairs.set(prefix(stage) + field, text);
    return pairs;
  };
  const ask = (stage, set) =>
    htmx.ajax('GET', location.pathname + '?' + written(asked(stage, set)), { source: stage, target: stage, swap: 'morph' });

  // Asks beside the history of the browser: for what follows the hand, and for the next place of a walk that plays.
  const get = async (stage, pairs, signal) => {
    const headers = { 'HX-Request': 'true', 'HX-Target': stage.id };
    if (stage.dataset.drawing) headers['Convolab-Drawing'] = stage.dataset.drawing;
    const response = await fetch(location.pathname + '?' + written(pairs), { headers, signal });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    return { ok: response.ok, address: response.headers.get('HX-Push-Url'), fresh: page.body.firstElementChild };
  };
  const show = (fresh, keeps) => {
    const target = document.getElementById(fresh.id);
    if (!target) return;
    told(target, fresh, keeps);
    htmx.process(target);
    drawn();
  };
  // What is only looked at leaves the grids that lead somewhere, and the way on, where they are; what is held keeps what it is over.
  const LOOKED = (old) => old.matches('form.grid, .transport');
  const HELD = (old, fresh) => old.matches('form.grid') && old.dataset.first !== fresh.dataset.first;

  // One request at a time for each stage; of those that were wanted meanwhile the last follows.
  const flights = new Map();
  const follow = async (stage, set, keeps, refused = () => {}) => {
    const before = flights.get(stage.id);
    if (before) {
      before.next = [set, keeps, refused];
      return;
    }
    const flight = { abort: new AbortController(), next: null };
    flights.set(stage.id, flight);
    const done = waits(stage);
    try {
      const { ok, fresh } = await get(stage, asked(stage, set), flight.abort.signal);
      if (flights.get(stage.id) === flight) ok ? show(fresh, keeps) : refused(fresh);
    } catch {
      // what is asked on release says that the server does not answer
    }
    done();
    if (flights.get(stage.id) !== flight) return;
    flights.delete(stage.id);
    if (flight.next) follow(stage, ...flight.next);
  };
  const stop = (stage) => {
    const flight = flights.get(stage.id), play = plays.get(stage.id);
    flights.delete(stage.id);
    if (flight) flight.abort.abort();
    if (play) halt(play);
  };

  // Whoever rests on a cell that a window makes sees the numbers of its place; the place itself stays.
  const REST = 80;
  let resting = 0, glimpsed = null;
  const glimpse = () => {
    clearTimeout(resting);
    resting = setTimeout(() => {
      const grid = looked && looked.isConnected && gridOf(looked);
      const leads = !held && grid && grid.matches('form[data-goes]') && (grid.dataset.reads || tied(grid, 'slides').length) && !isPlaying(stageOf(grid));
      const stage = leads ? stageOf(grid) : null;
      if (glimpsed && glimpsed !== stage) follow(glimpsed, [], LOOKED);
      if (stage && (glimpsed || !looked.querySelector('[aria-current]'))) follow(stage, pressed(grid, looked), LOOKED);
      glimpsed = stage;
    }, REST);
  };
  const look = (cell) => {
    if (cell === looked) return;
    looked = cell;
    if (cell) label(cell);
    outlineLooked();
    glimpse();
  };
  document.addEventListener('pointerover', (event) => {
    if (event.pointerType === 'touch' || held || turned) return;
    const cell = event.target.closest('.stage .grid .cells td');
    if (cell || !event.target.closest('.plot')) look(cell);
  });
  document.documentElement.addEventListener('pointerleave', () => { if (!held) look(null); });
  document.addEventListener('focusin', (event) => {
    const cell = event.target.closest('.grid .cells td');
    if (cell) label(cell);
    if (event.target.matches('.grid[data-weights] input')) look(cell);
  });
  document.addEventListener('focusout', (event) => { if (event.target.matches('.grid[data-weights] input') && looked === event.target.parentNode) look(null); });

  // What a cell is called, for those who do not see where it stands.
  const label = (cell) => {
    const button = cell.querySelector('button');
    if (!button) return;
    const [row, col] = placeOf(cell);
    const inks = isPainted(gridOf(cell)) ? (isInked(gridOf(cell), cell) ? ', press to clear' : ', press to ink') : '';
    button.setAttribute('aria-label', `row ${row}, column ${col}: ${button.textContent || 'nothing'}${inks}`);
  };

  // A drag: over the cells under a window, which follows, or over those that it makes; over a picture that is painted it inks.
  let held = null;
  const point = (event, grid) => {
    const table = grid.querySelector('table'), box = table.getBoundingClientRect();
    return [(event.clientY - box.top) * table.rows.length / box.height, (event.clientX - box.left) * table.rows[0].cells.length / box.width];
  };
  const placeAt = ({ grid, first }, event) => {
    const at = point(event, grid).map((value, i) => value + first[i]);
    if (grid.dataset.slides) return axes(grid).map((axis, i) => nearest(axis, at[i]));
    const table = grid.querySelector('table');
    return [table.rows.length, table.rows[0].cells.length].map((length, i) => within(first[i], Math.floor(at[i]), first[i] + length - 1));
  };
  const follows = (event) => {
    const place = placeAt(held, event);
    if (held.place && held.place.join() === place.join()) return;
    held.moved = Boolean(held.place);
    const stays = !held.moved && (standing(held.grid) || []).join() === place.join();
    held.place = place;
    move(held.grid, ...place);
    if (!stays) follow(held.stage, going(held.grid, ...place), HELD);
  };
  document.addEventListener('pointerdown', (event) => {
    const cell = event.target.closest('form.grid .cells td');
    const button = cell && cell.querySelector('button');
    if (!button || event.button || held) return;
    const grid = gridOf(cell);
    interrupt();
    clearTimeout(resting);
    button.focus({ preventScroll: true });
    grid.querySelector('table').setPointerCapture(event.pointerId);
    held = { grid, stage: stageOf(grid), id: event.pointerId, first: pair(grid.dataset.first) };
    held.stage.closest('.widget').classList.add('held');
    keyed = null;
    outlineLooked();
    if (isPainted(grid)) begin(cell, event);
    else follows(event);
  });
  document.addEventListener('pointermove', (event) => {
    if (!held || event.pointerId !== held.id) return;
    if (held.pixels) stroke(event);
    else follows(event);
  });
  for (const name of ['pointerup', 'pointercancel']) {
    document.addEventListener(name, (event) => {
      if (!held || event.pointerId !== held.id) return;
      const { grid, stage, place, pixels, ink } = held;
      quiet = held.moved ? stage.id : null;
      held.stage.closest('.widget').classList.remove('held');
      held = null;
      glimpsed = null;
      if (!pixels) ask(stage, going(grid, ...place));
      else if (pixels.size) ask(stage, [['press', `${grid.dataset.paints}=${ink} ${[...pixels].join(' ')}`]]);
    });
  }
  // A press of the keyboard or of a helper sends the form; that of a pointer was heard above.
  document.addEventListener('click', (event) => { if (event.detail && event.target.closest('form.grid .cells td')) event.preventDefault(); });
  // Enter in a field that was changed changes and sends it: once is enough.
  let changed = false;
  document.addEventListener('change', (event) => {
    changed = event.target.matches(WEIGHT);
    setTimeout(() => { changed = false; });
  }, true);
  document.addEventListener('submit', (event) => {
    if (changed && event.target.matches('.grid[data-weights]')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const button = event.submitter && event.submitter.closest('form.grid .cells td > button');
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(stageOf(button), pressed(gridOf(button), button.parentNode));
  }, true);

  // Painting: the first pixel says whether the stroke inks or clears; the strongest ink of the picture is the pen's.
  const INK = 9;
  const number = (cell) => Number(cell.textContent.trim().replace('−', '-')) || 0;
  const tone = (cell) => [...cell.classList].find((name) => /^([gnpw]\d|z)$/.test(name));
  const strongest = (grid) => all(grid, '.cells td').reduce((most, cell) => number(cell) > number(most) ? cell : most);
  const isInked = (grid, cell) => number(cell) > (number(strongest(grid)) || INK) / 2;
  const begin = (cell, event) => {
    const most = strongest(held.grid);
    const ink = number(most) || INK;
    held.pixels = new Set();
    held.at = point(event, held.grid);
    held.ink = isInked(held.grid, cell) ? 0 : ink;
    held.tone = held.ink ? (number(most) ? tone(most) : 'g9') : tone(cell).replace(/\d/, '0');
    stroke(event);
  };
  const stroke = (event) => {
    const to = point(event, held.grid);
    const steps = Math.ceil(2 * Math.max(...to.map((value, i) => Math.abs(value - held.at[i])))) || 1;
    for (let step = 1; step <= steps; step++) {
      const [y, x] = to.map((value, i) => Math.floor(held.at[i] + (value - held.at[i]) * step / steps));
      const line = held.grid.querySelector('table').rows[y];
      const button = line && line.cells[x] && line.cells[x].querySelector('button');
      if (!button) continue;
      held.pixels.add(button.value);
      button.textContent = held.ink;
      button.parentNode.classList.replace(tone(button.parentNode), held.tone);
    }
    held.at = to;
  };
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const painted = '.cap .toggle[aria-checked=true]';
    const stage = stageOf(event.target);
    const toggle = stage ? stage.querySelector(painted) : document.querySelector('.stage ' + painted);
    if (toggle) toggle.click();
  });

  // Arrow keys move the place, or from pixel to pixel while painting; one cell of each grid takes part in the order of Tab.
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -Infinity], End: [0, Infinity] };
  let keyed = null, pending = null;
  const isSliding = (grid) => 'slides' in grid.dataset && !isPainted(grid);
  const chief = (grid, row, col) => {
    const at = isSliding(grid) ? axes(grid).map((axis, i) => axis.origin + axis.stride * (i ? col : row) + Math.floor(middle(axis) - 0.5)) : [row, col];
    const cell = cellAt(grid, ...at);
    return cell && cell.querySelector('button');
  };
  const rove = () => {
    for (const grid of all(document, '.stage form.grid:not([data-weights])')) {
      const buttons = all(grid, '.cells button');
      const place = isSliding(grid) && standing(grid);
      const first = place && chief(grid, ...place) || !place && buttons.find((button) => button.hasAttribute('aria-current'));
      const focused = buttons.find((button) => button === document.activeElement);
      if (first && focused && keyed && keyed.grid === grid.id && first !== focused) first.focus({ preventScroll: true });
      const stop = first || focused || buttons[0];
      for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
    }
  };
  const release = () => {
    const send = pending;
    pending = null;
    if (send) send();
  };
  document.addEventListener('keydown', (event) => {
    const step = moves[event.key];
    const cell = step && event.target.matches('form.grid .cells td > button') && event.target.parentNode;
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const grid = gridOf(cell), stage = stageOf(grid), table = grid.querySelector('table'), first = pair(grid.dataset.first);
    const window = isSliding(grid) ? grid : grid.dataset.goes && tied(grid, 'slides')[0];
    const [low, high] = window ? [[0, 0], axes(window).map((axis) => axis.places - 1)] : [first, [first[0] + table.rows.length - 1, first[1] + table.rows[0].cells.length - 1]];
    // keys that come faster than answers go on from where the last one led
    const ahead = keyed && keyed.grid === grid.id && (flights.has(stage.id) || stage.matches('.htmx-request'));
    const from = ahead ? keyed.place : isSliding(grid) && standing(grid) || placeOf(cell);
    const to = from.map((value, i) => within(low[i], value + step[i], high[i]));
    if (to.join() === from.join()) return;
    const button = chief(grid, ...to);
    if (button) {
      button.tabIndex = 0;
      event.target.tabIndex = -1;
      button.focus();
    }
    if (isPainted(grid)) return;
    keyed = { grid: grid.id, place: to };
    quiet = stage.id;
    move(grid, ...to);
    const send = () => ask(stage, going(grid, ...to));
    if (event.repeat) {
      follow(stage, going(grid, ...to), HELD);
      pending = send;
    } else send();
  });

  // Weights: turned by arrow keys and by dragging up and down; a form that cannot be read says so at its cell and is not sent.
  const TURN = 8, SLACK = 4;
  const turns = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
  let turned = null;
  const numberOf = (input) => input.validity.valid ? Number(input.value.replace('−', '-')) : NaN;
  const turn = (input, value) => {
    const text = String(Math.round(value * 100) / 100).replace('-', '−');
    if (Number.isNaN(value) || text === input.value) return;
    const form = input.form, stage = stageOf(form);
    input.value = text;
    right(form);
    if (!form.checkValidity()) return;
    const rows = [...form.querySelector('table').rows].map((row) => all(row, 'input[type=text]').map((cell) => cell.value.trim()).join(' '));
    follow(stage, [[input.name.slice(prefix(stage).length), rows.join('/')]], undefined, (fresh) => wrong(form, input, fresh));
    pending = () => form.requestSubmit();
  };
  const WEIGHT = '.grid[data-weights] .cells input[type=text]';
  document.addEventListener('keydown', (event) => {
    const by = turns[event.key];
    if (!by || !event.target.matches(WEIGHT) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    turn(event.target, numberOf(event.target) + by * (event.shiftKey ? 0.1 : 1));
  });
  document.addEventListener('keyup', (event) => { if (moves[event.key] || turns[event.key]) release(); });
  document.addEventListener('focusout', release);
  document.addEventListener('pointerdown', (event) => {
    if (event.target.matches(WEIGHT) && !event.button) turned = { input: event.target, y: event.clientY, from: numberOf(event.target), id: event.pointerId };
  });
  document.addEventListener('pointermove', (event) => {
    if (!turned || event.pointerId !== turned.id) return;
    const up = turned.y - event.clientY;
    if (!turned.turns && Math.abs(up) < SLACK) return;
    if (!turned.turns) turned.input.setPointerCapture(event.pointerId);
    turned.turns = true;
    turn(turned.input, turned.from + Math.round(up / TURN) * (event.shiftKey ? 0.1 : 1));
  });
  for (const name of ['pointerup', 'pointercancel']) {
    document.addEventListener(name, (event) => {
      if (!turned || event.pointerId !== turned.id) return;
      turned = null;
      release();
    });
  }

  // What is wrong is said under the grid, at its cell.
  const note = (form, input, text) => {
    input.setAttribute('aria-invalid', 'true');
    let words = form.querySelector('.wrong');
    if (!words) {
      words = document.createElement('p');
      words.className = 'wrong';
      words.setAttribute('role', 'alert');
      words.setAttribute('data-added', '');
      form.append(words);
    }
    words.textContent = text;
  };
  const wrong = (form, input, answer) => {
    const said = answer && answer.querySelector('.say');
    if (!said) return;
    const value = said.querySelector('code');
    const cell = value && all(form, 'input[type=text]').find((cell) => cell.value.trim() === value.textContent);
    note(form, cell || input, said.textContent.trim().replace(/\s+/g, ' '));
  };
  const right = (form) => {
    const inputs = all(form, '[aria-invalid=true]').filter((input) => input.validity.valid);
    for (const input of inputs) input.removeAttribute('aria-invalid');
    const words = form.querySelector('.wrong');
    if (words && !form.querySelector('[aria-invalid=true]')) words.remove();
  };
  document.addEventListener('invalid', (event) => {
    const input = event.target;
    if (!input.matches(WEIGHT)) return;
    event.preventDefault();
    note(input.form, input, `${input.getAttribute('aria-label')}: “${input.value}” is no number. Write one such as 2 or −0.5.`);
  }, true);
  document.addEventListener('input', (event) => { if (event.target.matches(WEIGHT)) right(event.target.form); });
  document.addEventListener('htmx:beforeSwap', (event) => {
    const { xhr, requestConfig } = event.detail;
    const form = xhr.status === 422 && requestConfig.elt.closest('.grid[data-weights]');
    if (!form) return;
    event.detail.shouldSwap = false;
    const input = form.contains(document.activeElement) && document.activeElement.matches(WEIGHT) ? document.activeElement : form.querySelector(WEIGHT);
    wrong(form, input, new DOMParser().parseFromString(xhr.response, 'text/html').body);
  });

  // What explains moves: the terms fly from the window into their sum, and the sum into its cell.
  const FLIGHT = 350;
  let flying = [], quiet = null;
  const interrupt = () => { for (const animation of flying) animation.cancel(); flying = []; };
  const places = new Map();
  const center = (box) => [box.left + box.width / 2, box.top + box.height / 2];
  // Where all begin and end is measured before the first of them moves, so that the page is laid out once.
  const fly = (flights) => {
    if (!Element.prototype.animate) return;
    const ways = flights.filter(({ from }) => from).map(({ element, from, timing }) => {
      const to = center(element.getBoundingClientRect());
      return { element, timing, away: `translate(${from[0] - to[0]}px, ${from[1] - to[1]}px)` };
    });
    flying = ways.map(({ element, timing, away }) =>
      element.animate([{ transform: away, opacity: 0.6 }, { transform: 'none', opacity: 1 }], { easing: 'ease-in-out', fill: 'backwards', ...timing }));
  };
  const explain = (stage, time) => {
    interrupt();
    const sum = stage.querySelector('.sum');
    const windows = all(stage, '.grid[data-slides]').filter(standing);
    if (!sum || !windows.length || still.matches || time < 200) return;
    const sources = windows.map((grid) => {
      const place = standing(grid), [down, across] = axes(grid);
      const boxes = covered(down, place[0]).flatMap((row) => covered(across, place[1]).map((col) => cellAt(grid, row, col))).filter(Boolean).map((cell) => center(cell.getBoundingClientRect()));
      return { boxes, middle: boxes.length && [0, 1].map((i) => boxes.reduce((total, box) => total + box[i], 0) / boxes.length) };
    });
    const groups = all(sum, '.terms');
    const terms = groups.flatMap((group, g) => all(group, '.term').map((term, i, of) => {
      const source = groups.length === sources.length ? sources[g] : sources[i];
      const from = source && (groups.length === sources.length && of.length === source.boxes.length ? source.boxes[i] : source.middle);
      return { element: term, from, timing: { duration: time * 0.55 } };
    }));
    const totals = all(sum, '.eq b, .then b');
    const cells = tied(windows[0], 'goes').flatMap((goes, i) => {
      const cell = goes.querySelector('[aria-current]');
      return cell && totals[i] ? [{ element: cell, from: center(totals[i].getBoundingClientRect()), timing: { duration: time * 0.45, delay: time * 0.55 } }] : [];
    });
    fly([...terms, ...cells]);
  };

  // Play goes on from place to place at the speed that was chosen, and asks for the next while one is seen; a walk that grows
  // goes on as soon as a place is drawn.
  const PLACE = 333, GROWN = 150, WRITTEN = 250;
  const speeds = new Map(), plays = new Map();
  const halt = (play) => { clearTimeout(play.timer); play.abort.abort(); };
  const tick = (stage) => {
    const before = plays.get(stage.id);
    if (before) halt(before);
    plays.delete(stage.id);
    const transport = stage.querySelector('.transport[data-tick]');
    if (!transport) return;
    const now = performance.now();
    const wait = (transport.hasAttribute('data-grows') ? GROWN : PLACE) / (speeds.get(stage.id) || 1);
    const play = { due: Math.max(now, (before ? before.due : now) + wait), abort: new AbortController(), written: before ? before.written : now };
    const pairs = alone(stage, transport.dataset.tick.split('#')[0].split('?')[1]);
    const ahead = get(stage, pairs, play.abort.signal).catch(() => null);
    plays.set(stage.id, play);
    play.timer = setTimeout(async () => {
      const done = waits(stage);
      const answer = await ahead;
      done();
      if (plays.get(stage.id) !== play || play.abort.signal.aborted) return;
      if (!answer || !answer.ok) {
        htmx.ajax('GET', location.pathname + '?' + written(pairs), { source: stage, target: stage, swap: 'morph' });
        return;
      }
      play.due = Math.max(play.due, performance.now() - wait / 2);
      show(answer.fresh);
      const goesOn = isPlaying(stage);
      if (!goesOn) say(stage.closest('.widget'));
      if (!goesOn || performance.now() - play.written > WRITTEN) {
        play.written = performance.now();
        history.replaceState(history.state, '', shownAt(stage, answer.address.replace(/^[^?]*\?/, '').replace(/#.*/, '')));
      }
      explain(stage, Math.min(FLIGHT, wait * 0.7));
      places.set(stage.id, stage.querySelector('.where') && stage.querySelector('.where').textContent);
      tick(stage);
    }, Math.max(0, play.due - now));
  };
  const SPEEDS = [0.5, 1, 2, 4];
  const hasten = (stage) => {
    const step = stage.querySelector('.transport a[id$="-step"]');
    if (!step || stage.querySelector('.speed')) return;
    const select = document.createElement('select');
    select.className = 'speed';
    select.id = stage.id + '-speed';
    select.setAttribute('aria-label', 'Speed of Play');
    select.setAttribute('data-added', '');
    for (const speed of SPEEDS) select.add(new Option(speed + '×', speed, speed === 1, speed === (speeds.get(stage.id) || 1)));
    step.after(select);
  };
  document.addEventListener('change', (event) => {
    if (!event.target.matches('.speed')) return;
    const stage = stageOf(event.target);
    speeds.set(stage.id, Number(event.target.value));
    if (plays.has(stage.id)) tick(stage);
  });

  // After every answer.
  const drawn = () => {
    if (held && held.place) move(held.grid, ...held.place);
    for (const cell of [looked, document.activeElement.closest('.grid .cells td')]) if (cell && cell.isConnected) label(cell);
    outlineLooked();
    rove();
    all(document, '.stage').forEach(hasten);
  };
  document.addEventListener('htmx:beforeRequest', (event) => {
    const stage = stageOf(event.target);
    if (!stage) return;
    stop(stage);
    if (glimpsed === stage) glimpsed = null;
  });
  document.addEventListener('htmx:afterSwap', (event) => {
    drawn();
    const stage = stageOf(event.target);
    if (!stage) return;
    const where = stage.querySelector('.where');
    const moved = where && places.get(stage.id) !== where.textContent && event.target !== stage;
    places.set(stage.id, where && where.textContent);
    const cause = event.detail.requestConfig && event.detail.requestConfig.triggeringEvent;
    if (moved && quiet !== stage.id && !(cause && cause.type === 'input') && !held) explain(stage, FLIGHT);
    quiet = null;
  });
  document.addEventListener('htmx:afterSettle', (event) => {
    const stage = stageOf(event.target);
    drawn();
    if (stage) tick(stage);
  });
  document.addEventListener('htmx:historyRestore', drawn);
  drawn();
  for (const stage of all(document, '.stage')) {
    const where = stage.querySelector('.where');
    places.set(stage.id, where && where.textContent);
    tick(stage);
  }
})();
