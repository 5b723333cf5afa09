"""The API's own description of itself, and whether requests and answers are as it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Specification:
    """An OpenAPI 3.1 description."""

    description: dict[str, Any]

    def check_request(self, method: str, path: str, body: Any) -> None:
        """Raises unless ``body`` is what the description says this address takes (JSON only)."""
        content = self._operation(method, path).get("requestBody", {}).get("content", {})
        if "application/json" in content:
            self._check(content["application/json"]["schema"], body)

    def check_answer(self, method: str, path: str, status: int, media_type: str, body: Any) -> None:
        """Raises unless the description says that this address may answer so."""
        answers = self._operation(method, path)["responses"]
        answer = answers.get(str(status)) or answers["default"]
        if status >= 400:
            assert media_type == PROBLEM, f"{path}: {media_type}"
            answer = answers["default"]
        if "content" in answer:
            self._check(answer["content"][media_type]["schema"], body)
        else:
            assert body is None or media_type != "application/json", f"{path} answers what is not described"

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        paths = self.description["paths"]
        # the plain address before one with a placeholder in the same place
        for template in sorted(paths, key=lambda one: one.count("{")):
            pattern = re.sub(r"{\w+}", "[^/]+", template)
            if re.fullmatch(pattern, path) and method.lower() in paths[template]:
                found: dict[str, Any] = paths[template][method.lower()]
                return found
        raise AssertionError(f"{method} {path} is not described")

    def _closed_schemas(self) -> dict[str, Any]:
        """The schemas, none of which takes a member that it does not name."""
        schemas: dict[str, Any] = self.description["components"]["schemas"]
        return {
            name: {"additionalProperties": False} | schema if "properties" in schema else schema
            for name, schema in schemas.items()
        }

    def _check(self, schema: dict[str, Any], body: Any) -> None:
        whole = {**schema, "components": {"schemas": self._closed_schemas()}}
        Draft202012Validator(whole, format_checker=FormatChecker()).validate(body)
