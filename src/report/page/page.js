// What all pages of fixguard share: elements, data, messages with names beside their tags, codes explained.
"use strict";
const fixguard = (() => {
    // el("p", {class: "soft"}, "text", other): text is always text, never markup.
    function el(name, attributes, ...children) {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes || {}))
            if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
            else if (value === true) element.setAttribute(key, "");
            else if (value !== false && value != null) element.setAttribute(key, value);
        element.append(...children.filter((child) => child != null));
        return element;
    }
    const data = (id) => {
        const script = document.getElementById(id);
        return script ? JSON.parse(script.textContent) : null;
    };
    // Text that page_packed() of the program has packed.
    function unpack(base64) {
        const raw = atob(base64), bytes = new Uint8Array(raw.length);
        for (let at = 0; at < raw.length; ++at) bytes[at] = raw.charCodeAt(at);
        return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
    }
    const fieldNames = data("fields") || {};

    // A message whose fields are parted by U+2401, as a table; `marked`: the tag at fault.
    function messageTable(message, marked) {
        const rows = message.split("\u2401").filter((field) => field !== "").map((field) => {
            const at = field.indexOf("=");
            const tag = at < 0 ? "" : field.slice(0, at);
            const value = field.slice(at + 1);
            const [name, meanings] = fieldNames[tag] || ["", {}];
            const meaning = (meanings || {})[value];
            return el("tr", {class: tag !== "" && tag === String(marked) ? "error" : null},
                el("td", {class: "number mono"}, tag), el("td", {}, name),
                el("td", {class: "value mono"}, value, meaning ? el("span", {class: "soft"}, "  " + meaning) : null));
        });
        return el("table", {}, el("thead", {}, el("tr", {}, el("th", {class: "number"}, "tag"), el("th", {}, "name"),
            el("th", {}, "value"))), el("tbody", {}, ...rows));
    }

    // What the catalogue says of a code: see code_json of the program; null for a code that it does not have.
    function codeText(code) {
        if (!code || !code.description)
            return el("p", {}, "A code that is in no list that fixguard knows: it is kept as it came and shown, nothing else.");
        return el("div", {}, el("p", {}, code.description), el("p", {}, el("b", {}, "What to do: "), code.advice),
            el("p", {class: "soft"}, "remedy " + code.remedy + ", done by " + (code.handler_acts ? "fixguard" : "you") +
                "; the request: " + code.fate + " (" + code.fate_basis + "); the session: " + code.session_effect + " (" +
                code.session_effect_basis + ")"));
    }
    return {el, data, unpack, messageTable, codeText};
})();
