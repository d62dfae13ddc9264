"""Tours as modules of JavaScript."""

import json

_KEYS = ("trigger", "content", "run", "tooltipPosition")


def tour_module(tour):
    """Return the source of a module that registers a tour.

    :param tour: as the client takes it: `name`, `url`, `steps`
    """
    steps = [{key: step[key] for key in _KEYS if step.get(key)} for step in tour["steps"]]
    body = json.dumps(steps, indent=4, ensure_ascii=False).replace("\n", "\n    ")
    return (
        'import { registry } from "@web/core/registry";\n\n'
        f'registry.category("web_tour.tours").add({json.dumps(tour["name"])}, {{\n'
        f"    url: {json.dumps(tour['url'])},\n"
        f"    steps: () => {body},\n"
        "});\n"
    )
