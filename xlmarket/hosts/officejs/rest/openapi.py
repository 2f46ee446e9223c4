"""`/api/v1/openapi.json`: the description of the API in OpenAPI 3.1, generated from the registry of resources."""

from __future__ import annotations

import re
from datetime import date
from importlib import metadata
from typing import Any

from xlmarket.hosts.officejs.rest.parameters import Parameter
from xlmarket.hosts.officejs.rest.problems import KIND
from xlmarket.hosts.officejs.rest.resources import PREFIX, RESOURCES, Resource

Schema = dict[str, Any]
_TYPES: dict[type, Schema] = {
    str: {"type": ["string", "null"]},
    int: {"type": ["integer", "null"]},
    float: {"type": ["number", "null"]},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    object: {},
}
_ENVELOPE: Schema = {
    "dataset": {"type": "string"},
    "vintage": {"type": "string"},
    "snapshot": {"type": "string", "description": "The state of the figures, for the parameter of this name."},
    "total": {"type": "integer", "description": "Rows of all pages."},
    "page": {"type": "integer"},
    "pages": {"type": "integer"},
    "size": {"type": "integer"},
    "next": {"type": ["string", "null"], "description": "The address of the next page from the root of the server."},
}
_REFUSALS = {
    "400": "A parameter is unknown or not allowed; the nearest name is in the problem",
    "401": "The token is missing or wrong",
    "404": "An unknown data set or address",
    "409": "The figures have changed since the first page",
    "503": "The figures cannot be read now, or the reply takes too long",
}


def openapi() -> Schema:
    """Return the document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "xlmarket",
            "version": metadata.version("xlmarket"),
            "summary": "Market figures, read only",
            "description": "The figures that the worksheet functions read. Nothing can be written.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"header": []}, {"bearer": []}, {"query": []}],
        "paths": {f"{PREFIX}{resource.path}": {"get": _operation(resource)} for resource in RESOURCES},
        "components": {
            "securitySchemes": {
                "header": {"type": "apiKey", "in": "header", "name": "X-XLMarket-Token"},
                "bearer": {"type": "http", "scheme": "bearer"},
                "query": {"type": "apiKey", "in": "query", "name": "token"},
            },
            "schemas": {"Problem": _problem(), **{_name(each): _schema(each) for each in RESOURCES}},
        },
    }


def _operation(resource: Resource) -> Schema:
    content: Schema = {"application/json": {"schema": {"$ref": f"#/components/schemas/{_name(resource)}"}}}
    if resource.rows is not None:
        content["text/csv"] = {"schema": {"type": "string"}}
    headers: Schema = {"ETag": {"schema": {"type": "string"}}}
    if resource.rows is not None:
        headers["Link"] = {"schema": {"type": "string"}, "description": "first, prev, next and last page (RFC 8288)"}
    problem = {KIND: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refusals = {status: {"description": text, "content": problem} for status, text in _REFUSALS.items()}
    return {
        "operationId": _name(resource),
        "summary": resource.summary,
        "parameters": [*map(_path_parameter, resource.in_path), *map(_parameter, resource.all_parameters)],
        "responses": {
            "200": {"description": resource.summary, "headers": headers, "content": content},
            "304": {"description": "Not changed since the reply with the ETag of If-None-Match"},
            **refusals,
        },
    }


def _parameter(parameter: Parameter) -> Schema:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.help,
        "required": parameter.required,
        "schema": parameter.schema(),
    }


def _path_parameter(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "description": "A data set.", "schema": {"type": "string"}}


def _schema(resource: Resource) -> Schema:
    fields = {name: _TYPES[kind] for name, kind in resource.columns.items()}
    row: Schema = {"type": "object", "properties": fields, "required": [*fields]}
    if resource.value is not None:
        return row
    properties = {**_ENVELOPE, "data": {"type": "array", "items": row}}
    return {"type": "object", "properties": properties, "required": [*properties]}


def _problem() -> Schema:
    texts: Schema = {name: {"type": "string"} for name in ("type", "title", "detail", "instance", "found", "remedy")}
    lists: Schema = {name: {"type": "array", "items": {"type": "string"}} for name in ("allowed", "nearest")}
    return {
        "type": "object",
        "properties": {**texts, **lists, "status": {"type": "integer"}},
        "required": ["type", "title", "status", "detail", "instance"],
    }


def _name(resource: Resource) -> str:
    """The name of an operation and its schema: `figures` for `/datasets/{name}/figures`."""
    return re.sub(r"\W", "", resource.path.rsplit("/", 1)[-1])
