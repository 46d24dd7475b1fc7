# Opens a page of `fixguard --html` in headless Chromium, uses it as a person does, and says what is wrong.
"""usage: page_check.py PAGE ERRORS [--most-ms N] [--screenshots FOLDER]

PAGE has ERRORS errors, of two codes or more, with messages and causes. Exit codes: 0 all is well, 1 not, 77
no chromium or chromedriver here.
"""
import argparse
import base64
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

ENTER, DOWN = "\ue007", "\ue015"


class Browser:
    """Chromium, spoken to by WebDriver: JSON over HTTP on loopback."""

    def __init__(self):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
        for line in self.driver.stdout:
            if found := re.search(r"started successfully on port (\d+)", line):
                self.root = f"http://127.0.0.1:{found[1]}"
                break
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                            f"--user-data-dir={self.profile.name}"]}
        asked = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options,
                                                  "goog:loggingPrefs": {"browser": "ALL"}}}}
        self.session = f"/session/{self.call('POST', '/session', asked)['sessionId']}"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.root + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=90) as answer:
            return json.load(answer)["value"]

    def open(self, url):
        self.call("POST", self.session + "/url", {"url": url})

    def run(self, script):
        return self.call("POST", self.session + "/execute/sync", {"script": script, "args": []})

    def wait_for(self, script):
        end = time.monotonic() + 60
        while not (value := self.run(script)) and time.monotonic() < end:
            pass  # each question is a round trip
        return value

    def devtools(self, command, **params):
        return self.call("POST", self.session + "/goog/cdp/execute", {"cmd": command, "params": params})

    def press(self, *keys):
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call("POST", self.session + "/actions", {"actions": [{"type": "key", "id": "k", "actions": actions}]})

    def click(self, selector):
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self.call("GET", self.session + "/screenshot")))

    def window(self, width, height):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def media(self, kind, scheme):
        self.devtools("Emulation.setEmulatedMedia", media=kind, features=[{"name": "prefers-color-scheme", "value": scheme}])

    def log(self):
        return [entry["message"] for entry in self.call("POST", self.session + "/se/log", {"type": "browser"})]

    def close(self):
        try:
            self.call("DELETE", self.session)
        finally:
            self.driver.kill()
            self.driver.wait()


class Check:
    def __init__(self, browser):
        self.browser, self.wrong = browser, []

    def holds(self, what, condition):
        if not condition:
            self.wrong.append(what)

    def count(self):
        return self.browser.run("return document.querySelector('[role=status]').textContent")

    def opens(self, url, errors, most_ms):
        self.browser.open(url)
        ready = self.browser.wait_for("return document.body.dataset.ready")
        self.holds(f"all errors are there: {ready}", ready == str(errors))
        took = self.browser.run("return performance.getEntriesByName('ready')[0].startTime")
        print(f"opened in {took:.0f} ms")
        self.holds(f"opens in {most_ms} ms, not {took:.0f}", took <= most_ms)
        self.holds("nothing is fetched", self.browser.run("return performance.getEntriesByType('resource').length") == 0)

    def filters(self, errors):
        box = ".filters table input"
        total = self.count()
        self.browser.click(box)
        self.holds("a code can be left out: " + self.count(), " of " in self.count())
        self.browser.click(box)
        self.holds("and taken back", self.count() == total)
        session = ".filters section:last-child label:last-child input"
        self.browser.click(session)
        self.holds("a session can be left out: " + self.count(), " of " in self.count())
        self.browser.click(session)

    def keyboard(self):
        self.browser.run("document.querySelector('.list .opener').focus()")
        self.browser.press(ENTER)
        detail = self.browser.wait_for("return document.querySelector('.detail td').textContent")
        for part in ("What to do", "What fixguard does", "What caused it", "MsgSeqNum"):
            self.holds(f"an opened error shows '{part}'", part in detail)
        self.browser.press(DOWN)
        self.holds("the arrow goes to the next line", self.browser.run(
            "return document.activeElement === document.querySelectorAll('.list .opener')[1]"))
        self.browser.run("document.querySelector('[tabindex]').focus()")
        self.browser.press("+")
        self.holds("+ looks closer: " + self.count(), " of " in self.count())
        self.browser.press("0")
        self.holds("0 shows all", " of " not in self.count())

    def looks(self, folder):
        shot = (lambda name: self.browser.screenshot(folder / f"{name}.png")) if folder else (lambda name: None)
        background = "return getComputedStyle(document.body).backgroundColor"
        self.browser.window(1300, 1500)
        shot("light")
        self.browser.click(".list tr:nth-child(2) .opener")
        self.browser.wait_for("return document.querySelector('.detail td').textContent")
        self.browser.run("document.querySelector('.list').scrollIntoView()")
        shot("open")
        self.browser.run("scrollTo(0, 0)")
        light = self.browser.run(background)
        self.browser.media("screen", "dark")
        self.holds("dark is dark", self.browser.run(background) != light)
        shot("dark")
        self.browser.media("screen", "light")
        self.browser.window(390, 1500)
        self.holds("a narrow window needs no scrolling to the side", self.browser.run(
            "return document.documentElement.scrollWidth <= innerWidth"))
        shot("narrow")
        self.browser.window(900, 1300)
        self.browser.media("print", "dark")
        self.holds("paper is white", self.browser.run(background) == "rgb(255, 255, 255)")
        self.holds("paper has no buttons", self.browser.run("return document.querySelector('.bar button').offsetParent") is None)
        shot("print")
        if folder:
            pdf = self.browser.devtools("Page.printToPDF", printBackground=False)["data"]
            (folder / "print.pdf").write_bytes(base64.b64decode(pdf))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("page", type=pathlib.Path)
    options.add_argument("errors", type=int)
    options.add_argument("--most-ms", type=float, default=60_000)
    options.add_argument("--screenshots", type=pathlib.Path)
    asked = options.parse_args()
    if not (shutil.which("chromedriver") and shutil.which("chromium")):
        print("no chromium and chromedriver here")
        return 77
    browser = Browser()
    check = Check(browser)
    try:
        browser.window(1300, 1500)
        check.opens(asked.page.resolve().as_uri(), asked.errors, asked.most_ms)
        check.filters(asked.errors)
        check.keyboard()
        check.looks(asked.screenshots)
        for message in browser.log():
            check.holds("the console is empty: " + message, False)
    finally:
        browser.close()
    for what in check.wrong:
        print("does not hold: " + what)
    return 1 if check.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
