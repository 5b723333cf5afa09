"""API endpoints: pydantic in, pydantic out, errors as problem+json (``openapi.py`` describes them).

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
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from flask import Blueprint, Response, request
from pydantic import BaseModel

from eoffice.core.actor import Actor
from eoffice.core.errors import Invalid
from eoffice.core.messages import N_
from eoffice.core.once import find_made, under_key
from eoffice.core.request import current_actor, find_actor, runtime

PREFIX = "/api/v1"
KEY_HEADER = "Idempotency-Key"
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
    takes_key: bool
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
        self,
        path: str,
        *,
        scope: str | None,
        summary: str,
        status: int = 200,
        takes_files: bool = False,
        replays: Callable[[Actor, uuid.UUID], BaseModel] | None = None,
    ) -> Callable[[View], View]:
        """A changing endpoint; ``takes_files`` when the body is multipart with files.

        ``replays(actor, subject_id)`` is for what must not be done twice: a request repeated with the same
        ``Idempotency-Key`` does nothing and gets this answer about what the first one made or changed.
        """
        return self._endpoint("POST", path, scope, summary, status, takes_files, replays)

    def delete(self, path: str, *, scope: str | None, summary: str) -> Callable[[View], View]:  # type: ignore[override]
        """A removing endpoint."""
        return self._endpoint("DELETE", path, scope, summary, 204, False)

    def _endpoint(
        self,
        method: str,
        path: str,
        scope: str | None,
        summary: str,
        status: int,
        takes_files: bool,
        replays: Callable[[Actor, uuid.UUID], BaseModel] | None = None,
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
                takes_key=replays is not None,
                name=view.__name__,
            )
            self.endpoints.append(endpoint)
            takes_actor = "actor" in inspect.signature(view).parameters

            @functools.wraps(view)
            def handle(**path_values: Any) -> Response:  # noqa: ANN401 - what the router parsed
                actor = current_actor(scope)  # every endpoint is for somebody, and looks at nothing before
                if takes_actor:
                    path_values["actor"] = actor
                key = request.headers.get(KEY_HEADER) if replays else None
                if replays and (made := _made_before(key)):
                    return _answer(replays(actor, made), endpoint.status)
                if endpoint.body is not None:
                    path_values["body"] = endpoint.body.model_validate(_json_object())
                if endpoint.query is not None:
                    path_values["query"] = endpoint.query.model_validate(request.args.to_dict())
                with under_key(key, request.path):
                    return _answer(view(**path_values), endpoint.status)

            self.add_url_rule(path, view.__name__, handle, methods=[method])
            return view

        return decorate


def _made_before(key: str | None) -> uuid.UUID | None:
    actor = find_actor()
    if key is None or actor is None:
        return None
    with runtime().read() as session:
        return find_made(session, actor.person_id, key, request.path)


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
