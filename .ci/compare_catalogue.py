#!/usr/bin/env python3
"""Compares spec/errors.toml with the exchange's published tables, in both directions.

usage: compare_catalogue.py DIRECTORY

DIRECTORY holds error-codes.tsv, engine-messages.tsv and filter-failures.tsv. One line per difference, then a
summary. Exit 0: equal, 1: different, 2: something could not be read.
"""

import csv
import pathlib
import sys
import tomllib

SPEC = pathlib.Path(__file__).resolve().parent.parent / "spec" / "errors.toml"


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def published_codes(path):
    """{code: (name, texts, notes)} of the published table; headings without a message give no text."""
    codes = {}
    for row in rows(path):
        name, texts, notes = codes.setdefault(row["code"], (row["name"], [], []))
        if name != row["name"]:
            sys.exit(f"{path}: {row['code']} has two names, {name} and {row['name']}")
        if row["kind"] == "note":
            notes.append(row["message"])
        elif row["message"]:
            texts.append(row["message"])
    return codes


def as_published(texts):
    """Our texts as the documents print them: some show a sample where we have %s or %d."""
    return [text if isinstance(text, str) else text["published"] for text in texts]


def compare_lists(what, ours, theirs):
    if ours == theirs:
        return []
    found = [f"{what}: not in spec: {text}" for text in theirs if text not in ours]
    found += [f"{what}: not published: {text}" for text in ours if text not in theirs]
    return found or [f"{what}: same entries, other order or number"]


def compare(spec, reference):
    theirs = published_codes(reference / "error-codes.tsv")
    lists = {name: spec.pop(name, {}).get("texts", []) for name in ("engine_messages", "filter_failures")}
    found = [f"{code}: not in spec" for code in theirs if code not in spec]
    found += [f"{code}: not published" for code in spec if code not in theirs]
    for code in sorted(spec.keys() & theirs.keys(), key=int, reverse=True):
        entry, (name, texts, notes) = spec[code], theirs[code]
        if entry.get("name") != name:
            found.append(f"{code} name: {entry.get('name')} in spec, {name} published")
        found += compare_lists(f"{code} texts", as_published(entry.get("texts", [])), texts)
        found += compare_lists(f"{code} notes", entry.get("notes", []), notes)
    for name, ours in lists.items():
        messages = [row["message"] for row in rows(reference / (name.replace("_", "-") + ".tsv"))]
        found += compare_lists(name, as_published(ours), messages)
    counts = [len(spec), sum(len(entry.get("texts", [])) for entry in spec.values())]
    return found, counts + [len(ours) for ours in lists.values()]


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(SPEC, "rb") as file:
            spec = tomllib.load(file)
        found, (codes, texts, engine, filters) = compare(spec, pathlib.Path(sys.argv[1]))
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        print(f"compare_catalogue.py: {error}", file=sys.stderr)
        return 2
    for line in found:
        print(line)
    print(f"catalogue: {codes} codes, {texts} texts, {engine} engine messages, {filters} filter failures; "
          f"{len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
