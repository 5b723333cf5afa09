"""API endpoints: pydantic in, pydantic out, errors as problem+json, and the OpenAPI page from the same lines.

    api = Api("documents")

    @api.get("/documents/<uuid:document_id>", scope="documents:read", summary="One document")
    def show(actor: Actor, document_id: uuid.UUID) -> DocumentOut: ...

A parameter named ``body`` is the JSON object of the request, one named ``query`` its query string; both are
pydantic models and are validated before the function runs. The annotated result is what the answer holds;
a function that returns None answers 204.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from flask import Blueprint, Flask, Response, request
from pydantic import BaseModel

from eoffice.core.errors import Invalid
from eoffice.core.messages import N_
from eoffice.core.request import current_actor

PREFIX = "/api/v1"
View = Callable[..., Any]


@dataclass(frozen=True)
class Endpoint:
    """What the specification needs to know about one endpoint."""

    method: str
    path: str
    summary: str
    scope: str | None
    status: int
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    answer: type[BaseModel] | None
    takes_files: bool
    name: str


class Api(Blueprint):
    """A blueprint of JSON endpoints under ``/api/v1``."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}_api", f"eoffice.{name}", url_prefix=PREFIX)
        self.endpoints: list[Endpoint] = []

    def get(self, path: str, *, scope: str | None, summary: str) -> Callable[[View], View]:  # type: ignore[override]
        """A reading endpoint."""
        return self._endpoint("GET", path, scope, summary, 200, False)

    def post(  # type: ignore[override]
        self, path: str, *, scope: str | None, summary: str, status: int = 200, takes_files: bool = False
    ) -> Callable[[View], View]:
        """A changing endpoint; ``takes_files`` when the body is multipart with files."""
        return self._endpoint("POST", path, scope, summary, status, takes_files)

    def delete(self, path: str, *, scope: str | None, summary: str) -> Callable[[View], View]:  # type: ignore[override]
        """A removing endpoint."""
        return self._endpoint("DELETE", path, scope, summary, 204, False)

    def _endpoint(
        self, method: str, path: str, scope: str | None, summary: str, status: int, takes_files: bool
    ) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            hints = get_type_hints(view)
            answer = hints.get("return")
            endpoint = Endpoint(
                method=method,
                path=PREFIX + path,
                summary=summary,
                scope=scope,
                status=204 if answer is type(None) else status,
                body=hints.get("body"),
                query=hints.get("query"),
                answer=answer if inspect.isclass(answer) and issubclass(answer, BaseModel) else None,
                takes_files=takes_files,
                name=view.__name__,
            )
            self.endpoints.append(endpoint)
            takes_actor = "actor" in inspect.signature(view).parameters

            @functools.wraps(view)
            def handle(**path_values: Any) -> Response:  # noqa: ANN401 - what the router parsed
                if takes_actor:
                    path_values["actor"] = current_actor(scope)
                if endpoint.body is not None:
                    path_values["body"] = endpoint.body.model_validate(_json_object())
                if endpoint.query is not None:
                    path_values["query"] = endpoint.query.model_validate(request.args.to_dict())
                return _answer(view(**path_values), endpoint.status)

            self.add_url_rule(path, view.__name__, handle, methods=[method])
            return view

        return decorate


def openapi(app: Flask, title: str, version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 description of every endpoint of ``app``."""
    schemas: dict[str, Any] = {"Problem": _PROBLEM}
    paths: dict[str, Any] = {}
    for blueprint in app.blueprints.values():
        if isinstance(blueprint, Api):
            for endpoint in blueprint.endpoints:
                path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", endpoint.path)
                paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, path, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


_PROBLEM = {
    "type": "object",
    "required": ["type", "code", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "code": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


def _operation(endpoint: Endpoint, path: str, schemas: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in re.findall(r"{(\w+)}", path)
        ],
        "responses": {
            str(endpoint.status): {"description": "done"},
            "default": {
                "description": "what is wrong, and what to do next",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    }
    if endpoint.scope:
        operation["security"] = [{"token": []}]
        operation["x-scope"] = endpoint.scope
    if endpoint.query is not None:
        operation["parameters"] += _query_parameters(endpoint.query)
    if endpoint.body is not None:
        operation["requestBody"] = {"required": True, "content": _content(endpoint.body, schemas)}
    elif endpoint.takes_files:
        operation["requestBody"] = {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {"file": {"type": "string", "format": "binary"}},
                    }
                }
            },
        }
    if endpoint.answer is not None:
        operation["responses"][str(endpoint.status)]["content"] = _content(endpoint.answer, schemas)
    return operation


def _query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    schema = model.model_json_schema()
    needed = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": detail}
        for name, detail in schema.get("properties", {}).items()
    ]


def _content(model: type[BaseModel], schemas: dict[str, Any]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas[model.__name__] = schema
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}


def _json_object() -> dict[str, Any]:
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        raise Invalid(
            "not-json",
            N_("The request does not hold a JSON object."),
            N_("Send a JSON object with the content type application/json."),
        )
    return found


def _answer(result: Any, status: int) -> Response:  # noqa: ANN401 - a model, a response or None
    if isinstance(result, Response):
        return result
    if result is None:
        return Response(status=204)
    return Response(result.model_dump_json(), status=status, content_type="application/json")
