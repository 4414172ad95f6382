"""GET / and /docs."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from tests.web.checks import assert_problem


class Page(HTMLParser):
    """Collects what a page loads, and the scripts that stand in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.inline: list[str] = []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag in ("script", "style")
        self.links += [value for name, value in attrs if name in ("src", "href") and value]
        self.inline += [name for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.inline.append(data)


def test_page_loads_nothing_from_elsewhere(client: FlaskClient) -> None:
    response = client.get("/docs")

    assert response.status_code == 200
    assert response.mimetype == "text/html"
    assert "//" not in response.text
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    page = Page(response.text)
    assert page.inline == []
    assert len(page.links) >= 4
    for link in page.links:
        with client.get(urljoin("/docs", link)) as loaded:
            assert loaded.status_code == 200
            assert loaded.data


def test_page_works_below_a_prefix(client: FlaskClient) -> None:
    response = client.get("/docs", environ_overrides={"SCRIPT_NAME": "/whence"})

    links = Page(response.text).links
    assert links
    assert all(link.startswith("/whence/") for link in links)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("docs.js", "text/javascript"),
        ("swagger-ui-bundle.js", "text/javascript"),
        ("swagger-ui.css", "text/css"),
        ("favicon-32x32.png", "image/png"),
    ],
)
def test_asset(client: FlaskClient, name: str, kind: str) -> None:
    with client.get(f"/docs/{name}") as response:
        assert response.status_code == 200
        assert response.mimetype == kind


def test_page_asks_no_other_host_for_validation(client: FlaskClient) -> None:
    with client.get("/docs/docs.js") as response:
        assert b"validatorUrl: null" in response.data


@pytest.mark.parametrize(
    "name", ["oauth2-redirect.html", "..%2f__init__.py", "%2e%2e", "docs.html"]
)
def test_no_other_file(client: FlaskClient, name: str) -> None:
    assert_problem(client.get(f"/docs/{name}"), 404)


def test_home_leads_to_the_page(client: FlaskClient) -> None:
    response = client.get("/")

    assert response.status_code == 302
    assert response.location == "/docs"
