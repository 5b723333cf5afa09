"""The OpenAPI 3.1 description, made from the endpoints themselves so that it cannot drift from them."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from pydantic import BaseModel

from eoffice.core.endpoint import KEY_HEADER, Api, Endpoint
from eoffice.core.once import LONGEST_KEY


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


_KEY = {
    "name": KEY_HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": LONGEST_KEY},
    "description": "random text; the same request sent again with the same key is done once",
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
    if endpoint.takes_key:
        operation["parameters"].append(_KEY)
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
