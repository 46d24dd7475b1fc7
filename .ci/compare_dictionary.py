#!/usr/bin/env python3
"""Compares fix/*.xml with the published field and message tables, in both directions.

usage: compare_dictionary.py REFDIR     REFDIR holds fix-fields.tsv and fix-messages.tsv
exit:  0 equal, 1 one line per difference on stdout, 2 something could not be read
"""
import csv
import pathlib
import sys
import xml.etree.ElementTree as xml

FIX = pathlib.Path(__file__).resolve().parent.parent / "fix"
# File -> the dictionary of the tables that it has to equal. Drop copy uses the one of order entry.
FILES = {"binance-oe.xml": "oe", "binance-dc.xml": "oe", "binance-md.xml": "md"}

# What we have beyond the tables, because the exchange documents it elsewhere. Each must really be there.
ADDED_VALUES = {("oe", "373", "12"), ("md", "373", "12")}
ADDED_ROWS = {
    ("oe", "N", "-", "field", "OrdRejReason", "N"),
    ("oe", "N", "-", "field", "ErrorCode", "N"),
    ("oe", "N", "-", "field", "Text", "N"),
}


def read_tables(directory):
    """Returns {dictionary: fields}, {dictionary: messages} in the form of read_dictionary()."""
    fields, messages = {}, {}
    with open(directory / "fix-fields.tsv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            values = [tuple(value.split("=", 1)) for value in row["values"].split("; ") if value]
            for name in row["dictionaries"].split(","):
                fields.setdefault(name, {})[row["tag"]] = (row["name"], row["type"], values)
    with open(directory / "fix-messages.tsv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            key = row["message"] if row["msgtype"] == "-" else row["msgtype"]
            title = (row["message"], row["category"])
            member = (row["path"], row["kind"], row["field"], row["required"])
            messages.setdefault(row["dictionary"], {}).setdefault(key, (title, []))[1].append(member)
    return fields, messages


def read_dictionary(path):
    """Returns {tag: (name, type, [(value, description)])} and {msgtype: ((name, category), [member])}."""
    root = xml.parse(path).getroot()
    fields = {
        field.get("number"): (
            field.get("name"),
            field.get("type"),
            [(value.get("enum"), value.get("description")) for value in field],
        )
        for field in root.find("fields")
    }
    components = {component.get("name"): component for component in root.findall("components/component")}

    def members(node, place):
        for child in node:
            name = child.get("name")
            yield (place or "-", child.tag, name, child.get("required"))
            if child.tag == "group":
                yield from members(child, f"{place}/{name}".lstrip("/"))
            elif child.tag == "component":
                yield from members(components[name], f"{place}/{name}".lstrip("/"))

    messages = {
        message.get("msgtype"): ((message.get("name"), message.get("msgcat")), list(members(message, "")))
        for message in root.find("messages")
    }
    for part in ("header", "trailer"):
        messages[f"({part})"] = ((f"({part})", "-"), list(members(root.find(part), "")))
    return fields, messages


def compare_fields(ours, theirs, dictionary):
    for tag in sorted(ours.keys() | theirs.keys(), key=int):
        if tag not in ours:
            yield f"field {tag} {theirs[tag][0]}: missing"
        elif tag not in theirs:
            yield f"field {tag} {ours[tag][0]}: not in the tables"
        else:
            expected, found = theirs[tag], ours[tag]
            added = [value for value in found[2] if (dictionary, tag, value[0]) in ADDED_VALUES]
            found = (found[0], found[1], [value for value in found[2] if value not in added])
            if found != expected:
                yield f"field {tag}: {found} instead of {expected}"
    for name, tag, value in sorted(ADDED_VALUES):
        if name == dictionary and value not in [text for text, _ in ours.get(tag, ("", "", []))[2]]:
            yield f"field {tag}: the addition {value} is not there"


def compare_messages(ours, theirs, dictionary):
    for key in sorted(ours.keys() | theirs.keys()):
        if key not in ours:
            yield f"message {key} {theirs[key][0][0]}: missing"
            continue
        if key not in theirs:
            yield f"message {key} {ours[key][0][0]}: not in the tables"
            continue
        if ours[key][0] != theirs[key][0]:
            yield f"message {key}: {ours[key][0]} instead of {theirs[key][0]}"
        added = [row for row in ours[key][1] if (dictionary, key, *row) in ADDED_ROWS]
        found = [row for row in ours[key][1] if row not in added]
        expected = theirs[key][1]
        for row in [row for row in expected if row not in found]:
            yield f"message {key}: {row} is missing"
        for row in [row for row in found if row not in expected]:
            yield f"message {key}: {row} is not in the tables"
        if found != expected and set(found) == set(expected):
            yield f"message {key}: the same members in another order, or one of them twice"
        for row in [row for row in sorted(ADDED_ROWS) if row[:2] == (dictionary, key)]:
            if row[2:] not in added:
                yield f"message {key}: the addition {row[2:]} is not there"


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    differences = 0
    try:
        fields, messages = read_tables(pathlib.Path(sys.argv[1]))
        for name, dictionary in FILES.items():
            our_fields, our_messages = read_dictionary(FIX / name)
            for difference in [
                *compare_fields(our_fields, fields[dictionary], dictionary),
                *compare_messages(our_messages, messages[dictionary], dictionary),
            ]:
                print(f"fix/{name}: {difference}")
                differences += 1
    except (OSError, xml.ParseError, KeyError, TypeError) as error:
        print(f"compare_dictionary: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
