"""What a document of OCEL 2.0 must look like, as a JSON schema.

The structure is that of the schema published with the specification (https://www.ocel-standard.org, JSON), in which
every value of an attribute is a string. What the specification says in words is added: the types that an attribute may
have, and that objects change over time and events do not.
"""

TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?(Z|[+-]\d\d:\d\d)$"}


def closed(required: dict, **optional: dict) -> dict:
    """An object with these members and no others."""
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


def listed(items: dict) -> dict:
    """An array of such items."""
    return {"type": "array", "items": items}


KINDS = {"enum": ["string", "time", "integer", "float", "boolean"]}
TYPES = listed(closed({"name": TEXT, "attributes": listed(closed({"name": TEXT, "type": KINDS}))}))
RELATIONS = listed(closed({"objectId": TEXT, "qualifier": TEXT}))

OCEL_SCHEMA = closed(
    {
        "eventTypes": TYPES,
        "objectTypes": TYPES,
        "events": listed(
            closed(
                {"id": TEXT, "type": TEXT, "time": MOMENT},
                attributes=listed(closed({"name": TEXT, "value": {"type": "string"}})),
                relationships=RELATIONS,
            )
        ),
        "objects": listed(
            closed(
                {"id": TEXT, "type": TEXT},
                attributes=listed(closed({"name": TEXT, "value": {"type": "string"}, "time": MOMENT})),
                relationships=RELATIONS,
            )
        ),
    }
)
