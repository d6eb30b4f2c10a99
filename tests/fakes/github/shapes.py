"""Complete answers from a few facts: required fields of githubkit's models are filled in by their types."""

from __future__ import annotations

import datetime
import types
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import githubkit_schemas.latest.models as schemas
from pydantic import BaseModel, TypeAdapter

Json = Any
MOMENT = "2026-11-23T10:00:00Z"


def shaped(model: str, facts: dict[str, Any]) -> Json:
    """A JSON object of the schema ``model`` with these facts, valid or an AssertionError."""
    kind = getattr(schemas, model)
    value = _object(kind, facts)
    _adapter(kind).validate_python(value)
    return value


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _object(kind: type[BaseModel], facts: dict[str, Any]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    names = {field.alias or name: field for name, field in kind.model_fields.items()}
    for name, field in names.items():
        if name in facts:
            value[name] = _given(field.annotation, facts[name])
        elif field.is_required():
            value[name] = _default(field.annotation, name)
    return value | {name: facts[name] for name in facts if name not in names}


def _given(annotation: Any, fact: Any) -> Any:
    """A partial object given for a field is completed to the field's own model."""
    if isinstance(fact, dict) and (model := _model(annotation)) is not None:
        return _object(model, fact)
    if isinstance(fact, list) and (model := _model(annotation)) is not None:
        return [_object(model, one) if isinstance(one, dict) else one for one in fact]
    return fact


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        if (found := _model(part)) is not None:
            return found
    return None


def _default(annotation: Any, name: str) -> Any:
    origin = get_origin(annotation)
    if origin is Literal:
        return get_args(annotation)[0]
    if origin in (Union, types.UnionType):
        parts = get_args(annotation)
        return None if type(None) in parts else _default(parts[0], name)
    if origin is list:
        return []
    if origin is not None and str(origin).endswith("Annotated"):
        return _default(get_args(annotation)[0], name)
    if annotation is type(None):
        return None
    if annotation is datetime.datetime:
        return MOMENT
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _object(annotation, {})
    plain = {str: "https://example.invalid/" if "url" in name else "x", int: 0, bool: False, float: 0.0}
    return plain.get(annotation, {})
