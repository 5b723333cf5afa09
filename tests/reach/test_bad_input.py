"""Whatever is sent, the answer says what is wrong: never a 500, and under /api always problem+json."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from eoffice.core.actor import Actor
from eoffice.core.sent_text import DEEPEST_JSON, LARGEST_JSON
from tests.reach.world import Visitor, World

SECONDS = 10.0  # for all that is guessed, on each database
NASTY = (
    "a\x00b",
    "\ud800",
    "x" * 20_000,
    "\u202e\u200b",
    "<script>alert(1)</script>",
    "=1+1",
    "../../etc/passwd",
    "a\r\nSet-Cookie: x=1",
    "99999999999999999999",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "00000000-0000-0000-0000-000000000000",
    "",
    "²",
    None,
    True,
    -1,
    2**64,
    1e308,
    [],
    {},
)
anything = st.sampled_from(NASTY) | st.text(max_size=20) | st.integers() | st.lists(st.none(), max_size=2)


def is_refused_well(answer: Any) -> bool:
    if answer.status_code < 400:
        return True
    return answer.status_code < 500 and answer.content_type == "application/problem+json"


def operations(world: World) -> list[tuple[str, str, dict[str, Any] | None]]:
    """Every operation of the API's description with the schema of its body."""
    described = world.app.test_client().get("/api/v1/openapi.json", base_url="http://127.0.0.1:8000").json
    schemas = described["components"]["schemas"]
    found = []
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            found.append((method.upper(), path, resolve(content["schema"], schemas) if content else None))
    return found


def resolve(schema: Any, schemas: dict[str, Any]) -> Any:
    """The schema with every reference in its place."""
    if isinstance(schema, list):
        return [resolve(item, schemas) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return resolve(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas)
    return {name: resolve(item, schemas) for name, item in schema.items()}


def bodies(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What fits a schema in most places and is nasty in some."""
    if "anyOf" in schema:
        return st.one_of([bodies(item) for item in schema["anyOf"]])
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")])) | anything
    kind = schema.get("type")
    if kind == "object":
        fields = {name: bodies(item) for name, item in schema.get("properties", {}).items()}
        return st.fixed_dictionaries({}, optional=fields) | anything
    if kind == "array":
        return st.lists(bodies(schema.get("items", {})), max_size=3) | anything
    if kind == "string" and schema.get("format") == "uuid":
        return st.uuids().map(str) | anything
    if kind == "string" and schema.get("format") == "date":
        return st.dates().map(str) | anything
    return anything


def visitors(world: World) -> list[Visitor]:
    office = world.office
    asking: list[Actor] = [office.drafter, office.clerk, office.leader, office.stranger]
    return [world.program(actor) for actor in asking]


def test_no_body_that_can_be_thought_of_breaks_an_endpoint(stage: World):
    programs, found = visitors(stage), operations(stage)
    documents = [stage.document_id, stage.delivered_id, stage.office.draft()]
    addresses = {name: str(value) for name, value in stage.values.items()}
    until, broken = time.monotonic() + SECONDS, []

    @settings(
        max_examples=300,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def knock(data: st.DataObject) -> None:
        method, path, schema = data.draw(st.sampled_from(found))
        address = path.format(**addresses | {"document_id": data.draw(st.sampled_from(documents))})
        body = data.draw(bodies(schema)) if schema else None
        program = data.draw(st.sampled_from(programs))
        if time.monotonic() > until:
            return  # a slow machine tries fewer
        sent = json.dumps(body) if body is not None else None
        answer = program.send(method, address, data=sent, content_type="application/json")
        if not is_refused_well(answer):
            broken.append((answer.status_code, method, address, sent, answer.text))

    knock()
    assert broken == []


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\ud800", "V/v \u202egnort\u202c", "\u2067a"])
def test_text_that_no_database_keeps_is_refused_by_api_form_and_query(stage: World, text: str):
    program, browser = stage.program(stage.office.clerk), stage.browser(stage.office.clerk)
    body = {"kind": "decision", "subject": text, "signer_post_id": str(stage.office.signer_post.id)}
    answer = program.send("POST", "/api/v1/documents", json=body)
    assert (answer.status_code, answer.json["code"]) == (422, "text-not-storable")
    if text != "\ud800":  # a form and an address cannot carry it
        assert program.send("GET", "/api/v1/documents", query_string={"search": text}).status_code == 422
        assert browser.send("POST", "/documents/new", data={"subject": text}).status_code == 422
        assert browser.send("GET", "/documents", query_string={"q": text}).status_code == 422


@pytest.mark.parametrize("body", ["", "[]", "null", '"x"', "{", '{"a":' * 9, "\xff", '{"kind": NaN}'])
def test_a_body_that_is_no_json_object_is_refused(world: World, body: str):
    program = world.program(world.office.drafter)
    answer = program.send("POST", "/api/v1/documents", data=body.encode("latin-1"))
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"


def test_json_nested_without_end_is_refused(world: World):
    program = world.program(world.office.drafter)
    for depth in (DEEPEST_JSON + 1, 100_000):
        answer = program.send(
            "POST", "/api/v1/documents", data="[" * depth + "]" * depth, content_type="application/json"
        )
        assert (answer.status_code, answer.json["code"]) == (422, "json-too-deep")


def test_json_larger_than_anybody_needs_is_refused_before_it_is_read(world: World):
    program = world.program(world.office.drafter)
    sent = json.dumps({"kind": "x" * LARGEST_JSON})
    answer = program.send("POST", "/api/v1/documents", data=sent, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (413, "json-too-large")


def test_unknown_fields_are_named(world: World):
    program = world.program(world.office.drafter)
    answer = program.send("POST", f"/api/v1/documents/{world.document_id}/return", json={"raeson": "x"})
    assert set(answer.json["errors"]) == {"reason", "raeson"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "TRACE", "FOO"])
def test_a_method_that_an_address_does_not_take_is_refused_with_those_it_takes(world: World, method: str):
    program = world.program(world.office.drafter)
    answer = program.send(method, "/api/v1/documents")
    assert (answer.status_code, answer.json["status"]) == (405, 405)
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"\x00" * 99]
)
def test_a_broken_multipart_body_is_refused(world: World, body: bytes):
    program = world.program(world.office.drafter)
    for path in (f"/api/v1/documents/{world.office.draft(file=False)}/files", "/api/v1/arrivals"):
        answer = program.send("POST", path, data=body, content_type="multipart/form-data; boundary=x")
        assert 400 <= answer.status_code < 500
        assert answer.content_type == "application/problem+json"


QUERIES = {
    "/documents": ("state", "q", "after"),
    "/arrivals": ("state", "q", "after"),
    "/statistics": ("from", "to", "agency"),
    "/statistics/outgoing_sent/documents": ("part", "cursor"),
    "/keys": ("next",),
}


@pytest.mark.parametrize("path", QUERIES)
def test_a_page_bears_queries_that_make_no_sense(world: World, path: str):
    browser = world.browser(world.office.clerk)
    for value in ("x", "-1", "9" * 30, "0001-01-01", "9999-12-31", "%_\\", "<script>"):
        for name in QUERIES[path]:
            answer = browser.send("GET", path, query_string={name: value})
            assert answer.status_code in (200, 404, 422), (name, value)
            assert "<script>" not in answer.text
