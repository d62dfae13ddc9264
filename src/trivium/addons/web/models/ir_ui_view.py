"""The kinds of views, for the view switcher."""

from trivium import models


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    def get_view_info(self):
        """Return, for each kind of view, its name, its icon and whether it shows several records."""
        labels = dict(self._fields["type"]._description_selection(self.env))
        return {
            kind: {
                "display_name": labels.get(kind, kind),
                "icon": info["icon"],
                "multi_record": info.get("multi_record", True),
            }
            for kind, info in self._get_view_info().items()
        }

    def _get_view_info(self):
        return {
            "list": {"icon": "oi oi-view-list"},
            "form": {"icon": "fa fa-address-card", "multi_record": False},
            "graph": {"icon": "fa fa-area-chart"},
            "pivot": {"icon": "oi oi-view-pivot"},
            "calendar": {"icon": "fa fa-calendar"},
            "kanban": {"icon": "oi oi-view-kanban"},
            "search": {"icon": "oi oi-search"},
        }
