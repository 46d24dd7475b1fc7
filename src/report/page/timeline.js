// The page of scan and run: a timeline for each session, filters, and a list of errors that open.
"use strict";
(async () => {
    const {el, data, unpack, messageTable, codeText} = fixguard;
    const svg = (name, attributes) => {
        const element = document.createElementNS("http://www.w3.org/2000/svg", name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        return element;
    };
    const all = data("timeline");
    // Errors come in parcels of two lines: what the list shows, and the messages, which are unpacked when they are
    // looked at.
    const parcels = document.getElementById("errors").textContent.split("\n").filter((line) => line !== "");
    const rows = (await Promise.all(parcels.filter((_, at) => at % 2 === 0).map(async (line) => JSON.parse(await unpack(line))))).flat();
    const messages = [];
    const messagesOf = async (at) => {
        const parcel = Math.floor(at / all.parcel_size);
        messages[parcel] ||= unpack(parcels[2 * parcel + 1]).then(JSON.parse);
        return (await messages[parcel])[at % all.parcel_size];
    };
    const [TIME, LANE, CODE, CARRIER, LINE, FILE, PLAN, TAG, TEXT, ABOUT] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const keyOf = (row) => row[CODE] !== 0 ? String(row[CODE]) : "no code, " + row[CARRIER];
    const labelOf = (key) => key + (all.codes[key] ? " " + all.codes[key].name : "");
    const laneName = (lane) => lane.name === "" ? "(no name)" : lane.name;

    const lanesByName = all.lanes.map((lane, at) => ({lane, at})).sort((left, right) => left.lane.name < right.lane.name ? -1 : 1);

    const times = rows.map((row) => row[TIME]).filter((time) => time !== null);
    const range = {
        from: Math.min(all.from ?? Infinity, times.reduce((low, time) => Math.min(low, time), Infinity)),
        to: Math.max(all.to ?? -Infinity, times.reduce((high, time) => Math.max(high, time), -Infinity)),
    };
    if (!(range.to >= range.from)) range.from = range.to = 0; // no error and no message has a time
    if (range.to - range.from < 1000) range.to = range.from + 1000;
    const view = {...range};
    const off = {codes: new Set(), lanes: new Set(), text: ""};

    const two = (number) => String(number).padStart(2, "0");
    const dateOf = (time) => new Date(time).toISOString().slice(0, 10);
    const clockOf = (time) => new Date(time).toISOString().slice(11, 23);
    const timeText = (time) => time === null ? "" : dateOf(time) + " " + clockOf(time);
    const plural = (count, what) => count.toLocaleString("en") + " " + what + (count === 1 ? "" : "s");

    const zoomed = () => view.from !== range.from || view.to !== range.to;
    const isShown = (row) => !off.lanes.has(row[LANE]) && !off.codes.has(keyOf(row)) &&
        (!zoomed() || (row[TIME] !== null && row[TIME] >= view.from && row[TIME] <= view.to)) &&
        (off.text === "" || (row[TEXT] + " " + row[ABOUT]).toLowerCase().includes(off.text));

    // ---- the pictures: 600 columns, whatever the width ----
    const columns = 600;
    const columnOf = (time) => (time - view.from) / (view.to - view.from) * columns;
    // Bars from `base` up or down; `values` by column, heights of 0..1 of `room`.
    const bars = (values, base, room) => {
        let path = "";
        values.forEach((value, at) => {
            const height = Math.sign(room) * Math.max(value * Math.abs(room), 1);
            if (value > 0) path += "M" + at + " " + base + "v" + (-height).toFixed(1) + "h1V" + base + "z";
        });
        return path;
    };
    // The buckets of a series by column: the largest of each.
    const byColumn = (series, step) => {
        const values = new Array(columns).fill(0);
        if (!series) return values;
        const from = Math.max(0, Math.floor((view.from - series.from) / step));
        const to = Math.min(series.values.length, Math.ceil((view.to - series.from) / step) + 1);
        for (let at = from; at < to; ++at) {
            if (series.values[at] === 0) continue;
            const begin = Math.floor(columnOf(series.from + at * step)), end = Math.ceil(columnOf(series.from + (at + 1) * step));
            for (let column = Math.max(0, begin); column < Math.min(columns, Math.max(end, begin + 1)); ++column)
                values[column] = Math.max(values[column], series.values[at]);
        }
        return values;
    };
    const bandOf = (picture, budget, y, height) => {
        const peaks = byColumn(budget, all.bucket_ms).map((peak) => peak / budget.limit);
        const part = (name, least, below) => picture.append(svg("path", {class: "budget " + name,
            d: bars(peaks.map((share) => share >= least && share < below ? Math.min(share, 1) : 0), y + height, height)}));
        part("", 0, 0.8);
        part("budget-high", 0.8, 1);
        part("budget-full", 1, Infinity);
    };

    function lanePicture(lane, at, errorBins) {
        const picture = svg("svg", {viewBox: "0 0 600 64", preserveAspectRatio: "none", role: "img"});
        const name = laneName(lane) + ": " + plural(all.counts[at] || 0, "error") + ", " + lane.spans.filter((span) => span[0] === "up").length +
            " times logged on, " + lane.received.toLocaleString("en") + " messages received, " + lane.sent.toLocaleString("en") + " sent";
        picture.setAttribute("aria-label", name);
        for (const [phase, from, to] of lane.spans) {
            if (to < view.from || from > view.to) continue;
            const x = Math.max(0, columnOf(from)), width = Math.max(1, Math.min(columns, columnOf(to)) - x);
            const band = svg("rect", {class: "phase-" + phase, x: x.toFixed(1), y: phase === "waiting" ? 3 : 0, width: width.toFixed(1),
                height: phase === "waiting" ? 4 : 10});
            band.append(Object.assign(svg("title", {}), {textContent: phase + " " + timeText(from) + " to " + timeText(to)}));
            picture.append(band);
        }
        const heard = byColumn(lane.in, all.bucket_ms), said = byColumn(lane.out, all.bucket_ms);
        const most = Math.log2(1 + Math.max(1, ...heard, ...said));
        const scaled = (values) => values.map((value) => Math.log2(1 + value) / most);
        picture.append(svg("path", {class: "rule", d: "M0 26H600M0 50H600"}));
        picture.append(svg("path", {class: "traffic-in", d: bars(scaled(heard), 26, 13)}));
        picture.append(svg("path", {class: "traffic-out", d: bars(scaled(said), 26, -13)}));
        if (lane.budget) bandOf(picture, lane.budget, 41, 8);
        const worst = Math.log2(1 + Math.max(1, ...errorBins));
        picture.append(svg("path", {class: "errors", d: bars(errorBins.map((count) => Math.log2(1 + count) / worst), 64, 13)}));
        for (const [time, kind, text] of lane.marks) {
            if (time < view.from || time > view.to) continue;
            const x = columnOf(time).toFixed(1);
            const mark = svg("path", {class: "mark mark-" + kind, d: "M" + x + " 0V" + (kind === "log_on" ? 12 : 39)});
            mark.append(Object.assign(svg("title", {}), {textContent: text + " " + timeText(time)}));
            picture.append(mark);
        }
        return picture;
    }

    function axis() {
        const ticks = [], count = 6;
        for (let at = 0; at < count; ++at) {
            const time = Math.round(view.from + (view.to - view.from) * at / count);
            const clock = view.to - view.from < 10000 ? clockOf(time) : clockOf(time).slice(0, 8);
            ticks.push(el("span", {style: "left:" + (100 * at / count) + "%"}, clock, el("i", {}, dateOf(time))));
        }
        return el("div", {class: "lane"}, el("div", {class: "lane-name soft narrow-off"}, "UTC"), el("div", {class: "axis"}, ...ticks));
    }

    let lanesShown = 20;
    const readout = el("p", {class: "soft screen-only"}, "Drag over a picture to look closer; keys there: + and - zoom, arrows move, 0 shows all.");
    function drawTimeline() {
        const bins = all.lanes.map(() => null);
        for (const row of rows) {
            if (row[TIME] === null || !isShown(row)) continue;
            const bin = bins[row[LANE]] ||= new Array(columns).fill(0);
            ++bin[Math.min(columns - 1, Math.max(0, Math.floor(columnOf(row[TIME]))))];
        }
        const none = new Array(columns).fill(0);
        const lanes = lanesByName.filter(({at}) => !off.lanes.has(at));
        const shown = lanes.slice(0, lanesShown);
        const made = shown.map(({lane, at}) => el("div", {class: "lane"},
            el("div", {class: "lane-name"}, el("b", {}, laneName(lane)), el("div", {class: "soft"}, lane.kind + ", " + plural(all.counts[at] || 0, "error"))),
            el("div", {class: "lane-picture"}, lanePicture(lane, at, bins[at] || none))));
        for (const budget of all.budgets) {
            const picture = svg("svg", {viewBox: "0 0 600 14", preserveAspectRatio: "none", role: "img", style: "height:1rem"});
            picture.setAttribute("aria-label", budget.name + ", at most " + Math.max(0, ...budget.values) + " of " + budget.limit);
            picture.append(svg("path", {class: "rule", d: "M0 13H600"}));
            bandOf(picture, budget, 1, 12);
            made.push(el("div", {class: "lane"}, el("div", {class: "lane-name"}, budget.name,
                el("div", {class: "soft"}, budget.limit + " in " + budget.window_ms / 1000 + " s")), el("div", {class: "lane-picture"}, picture)));
        }
        if (lanes.length > shown.length)
            made.push(el("button", {onclick: () => { lanesShown = Infinity; drawTimeline(); }}, "Show all " + lanes.length + " sessions"));
        pictures.replaceChildren(...made, axis());
        for (const button of zoomButtons) if (button.dataset.zoomed) button.disabled = !zoomed();
    }
    function look(from, to) {
        const width = Math.max(1, Math.min(to - from, range.to - range.from));
        view.from = Math.min(Math.max(from, range.from), range.to - width);
        view.to = view.from + width;
        refresh();
    }
    const scaleBy = (factor) => {
        const half = (view.to - view.from) * factor / 2, middle = (view.from + view.to) / 2;
        look(middle - half, middle + half);
    };
    const moveBy = (part) => look(view.from + (view.to - view.from) * part, view.to + (view.to - view.from) * part);
    const keys = {"+": () => scaleBy(0.5), "=": () => scaleBy(0.5), "-": () => scaleBy(2), "0": () => look(range.from, range.to),
        ArrowLeft: () => moveBy(-0.25), ArrowRight: () => moveBy(0.25)};
    const pictures = el("div", {tabindex: 0, role: "group", "aria-label": "Timeline; + and - zoom, arrows move, 0 shows all",
        onkeydown: (event) => {
            if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
            event.preventDefault();
            keys[event.key]();
        }});
    const zoomButtons = [["Look closer", () => scaleBy(0.5)], ["Farther", () => scaleBy(2), true], ["Earlier", () => moveBy(-0.25), true],
        ["Later", () => moveBy(0.25), true], ["All", () => look(range.from, range.to), true]].map(([text, onclick, needsZoom]) =>
        el("button", {onclick, "data-zoomed": needsZoom}, text));

    // A range dragged over a picture; without a drag, what stands under the pointer is told.
    const timeAt = (event) => {
        const place = event.target.closest(".lane-picture");
        if (!place) return null;
        const box = place.getBoundingClientRect();
        return view.from + (view.to - view.from) * Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    };
    let dragFrom = null;
    pictures.addEventListener("pointerdown", (event) => { dragFrom = timeAt(event); });
    pictures.addEventListener("pointermove", (event) => {
        const time = timeAt(event);
        if (time !== null) readout.textContent = timeText(time) + (dragFrom === null ? "" : ", from " + timeText(dragFrom));
    });
    addEventListener("pointerup", (event) => {
        const to = dragFrom === null ? null : timeAt(event), from = dragFrom;
        dragFrom = null;
        if (to !== null && Math.abs(to - from) > (view.to - view.from) / 200) look(Math.min(from, to), Math.max(from, to));
    });

    // ---- filters ----
    function codeTable() {
        const counts = new Map();
        rows.forEach((row) => {
            const key = keyOf(row), seen = counts.get(key) || {count: 0, first: null, last: null};
            ++seen.count;
            if (row[TIME] !== null) {
                seen.first = seen.first === null ? row[TIME] : Math.min(seen.first, row[TIME]);
                seen.last = seen.last === null ? row[TIME] : Math.max(seen.last, row[TIME]);
            }
            counts.set(key, seen);
        });
        const sorted = [...counts].sort((left, right) => right[1].count - left[1].count);
        return el("table", {}, el("thead", {}, el("tr", {}, el("th", {}, "code"), el("th", {class: "number"}, "errors"),
            el("th", {class: "narrow-off"}, "first"), el("th", {class: "narrow-off"}, "last"), el("th", {class: "narrow-off"}, "remedy"))),
        el("tbody", {}, ...sorted.map(([key, seen]) => el("tr", {}, el("td", {}, choice(labelOf(key), off.codes, key)),
            el("td", {class: "number"}, seen.count.toLocaleString("en")), el("td", {class: "nowrap narrow-off"}, timeText(seen.first)),
            el("td", {class: "nowrap narrow-off"}, timeText(seen.last)), el("td", {class: "narrow-off"}, all.codes[key] ? all.codes[key].remedy : "")))));
    }
    function choice(text, set, key) {
        return el("label", {}, el("input", {type: "checkbox", checked: true, onchange: (event) => {
            event.target.checked ? set.delete(key) : set.add(key);
            refresh();
        }}), " " + text);
    }
    const choose = (place, checked) => {
        for (const box of place.querySelectorAll("input[type=checkbox]")) {
            if (box.checked === checked) continue;
            box.checked = checked;
            box.dispatchEvent(new Event("change"));
        }
    };
    const allAndNone = (place) => el("span", {class: "screen-only"},
        el("button", {onclick: () => quietly(() => choose(place, true))}, "all"), " ",
        el("button", {onclick: () => quietly(() => choose(place, false))}, "none"));

    // ---- the list ----
    const chunk = 200;
    let listed = [];
    const body = el("tbody", {}), count = el("p", {role: "status"}), more = el("button", {onclick: () => showMore()});
    function cells(at) {
        const row = rows[at];
        const opener = el("button", {class: "opener nowrap", "aria-expanded": "false"}, row[TIME] === null ? "(no time)" : timeText(row[TIME]));
        const line = el("tr", {"data-at": at}, el("td", {}, opener), el("td", {}, laneName(all.lanes[row[LANE]])),
            el("td", {class: "error"}, labelOf(keyOf(row))), el("td", {class: "value"}, row[TEXT], el("div", {class: "soft"}, row[ABOUT])),
            el("td", {class: "mono narrow-off value"}, row[LINE] ? all.files[row[FILE]] + ":" + row[LINE] : ""));
        line.addEventListener("click", () => toggle(line, opener));
        return line;
    }
    function toggle(line, opener) {
        const isOpen = line.classList.toggle("open");
        opener.setAttribute("aria-expanded", String(isOpen));
        if (!isOpen) return line.nextSibling.remove();
        const cell = el("td", {colspan: 5});
        line.after(el("tr", {class: "detail open"}, cell));
        detail(+line.dataset.at).then((content) => cell.append(content));
    }
    async function detail(at) {
        const row = rows[at], [message, cause] = await messagesOf(at);
        const plan = all.plans[row[PLAN]];
        return el("div", {}, el("h3", {}, labelOf(keyOf(row))), row[CODE] !== 0 ? codeText(all.codes[row[CODE]]) : null,
            plan ? el("p", {}, el("b", {}, "What fixguard does: "), plan) : null,
            el("div", {class: "pair"},
                el("div", {}, el("h3", {}, "The message, " + row[CARRIER]), message ? messageTable(message, null) : el("p", {}, "There is none.")),
                el("div", {}, el("h3", {}, "What caused it"), cause ? messageTable(cause, row[TAG]) : el("p", {class: "soft"}, "Not found."))));
    }
    function showMore() {
        const from = body.querySelectorAll("tr[data-at]").length;
        body.append(...listed.slice(from, from + chunk).map(cells));
        more.hidden = from + chunk >= listed.length;
        more.textContent = "Show " + Math.min(chunk, listed.length - from - chunk) + " more";
    }
    // Arrows go from line to line; Enter and space are the button's own.
    body.addEventListener("keydown", (event) => {
        if (!event.target.classList.contains("opener") || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
        event.preventDefault();
        const openers = [...body.querySelectorAll(".opener")];
        const next = openers[openers.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
        if (next) next.focus();
    });

    let quiet = false;
    function quietly(change) {
        quiet = true;
        change();
        quiet = false;
        refresh();
    }
    function refresh() {
        if (quiet) return;
        listed = [];
        rows.forEach((row, at) => { if (isShown(row)) listed.push(at); });
        body.replaceChildren();
        showMore();
        count.textContent = listed.length === rows.length ? plural(rows.length, "error") :
            listed.length.toLocaleString("en") + " of " + plural(rows.length, "error") + (zoomed() ? ", " + timeText(view.from) + " to " + timeText(view.to) : "");
        drawTimeline();
    }

    const swatch = (name, text) => {
        const picture = svg("svg", {viewBox: "0 0 16 10"});
        picture.append(svg("rect", {class: name, width: 16, height: 10}));
        return el("span", {}, picture, text);
    };
    const legend = el("div", {class: "legend"}, swatch("phase-connecting", "logging on"), swatch("phase-up", "logged on"),
        swatch("phase-draining", "logging out"), swatch("phase-waiting", "waiting for the next session"), all.has_halts ? swatch("phase-halted", "halted") : null,
        swatch("traffic-in", "received, up"), swatch("traffic-out", "sent, down"), swatch("budget", "share of the message limit"),
        swatch("errors", "errors"), el("span", {}, "lines: "), swatch("phase-draining", "the exchange says it will close"), swatch("traffic-out", "roll-over"));
    const codes = el("div", {class: "choices"}, codeTable());
    const sessions = el("div", {class: "choices"}, ...lanesByName.map(({lane, at}) => choice(laneName(lane) + " (" + (all.counts[at] || 0) + ")", off.lanes, at)));
    document.getElementById("app").append(
        el("h2", {}, "Timeline"), el("div", {class: "panel"}, el("div", {class: "bar screen-only"}, ...zoomButtons), pictures, readout, legend),
        el("div", {class: "filters"},
            el("section", {}, el("h2", {}, "Codes ", allAndNone(codes)), el("div", {class: "panel scroll"}, codes)),
            el("section", {}, el("h2", {}, "Sessions ", allAndNone(sessions)), el("div", {class: "panel"}, sessions))),
        el("h2", {}, "Errors"),
        el("div", {class: "bar screen-only"}, el("label", {}, "Search ", el("input", {type: "search", oninput: (event) => {
            off.text = event.target.value.toLowerCase();
            refresh();
        }}))), count, el("p", {class: "warn", hidden: !all.not_listed}, plural(all.not_listed, "more error") + " found, which the page leaves out."),
        el("div", {class: "panel scroll"}, el("table", {class: "list"}, el("thead", {}, el("tr", {}, el("th", {}, "time (UTC)"), el("th", {}, "session"),
            el("th", {}, "code"), el("th", {}, "text and request"), el("th", {class: "narrow-off"}, "place"))), body), more));
    refresh();
    performance.mark("ready");
    document.body.dataset.ready = String(rows.length);
})();
