"""Tours: what to do, step by step; who has been through them."""

import base64

from trivium import api, fields, models
from trivium.addons.web_tour.models.export import tour_module
from trivium.exceptions import AccessError


class Tour(models.Model):
    _name = "web_tour.tour"
    _description = "Tour"
    _order = "sequence, name, id"

    name = fields.Char(required=True, help="What code and addresses call it.")
    step_ids = fields.One2many("web_tour.tour.step", "tour_id", string="Steps", copy=False)
    url = fields.Char("Starts at", default="/odoo", help="The page on which the first step is.")
    sharing_url = fields.Char("Address to share", compute="_compute_sharing_url")
    rainbow_man_message = fields.Html(
        "Message at the end", default="<b>Well done!</b> You know your way now.", translate=True
    )
    sequence = fields.Integer(default=1000)
    custom = fields.Boolean("Made by users", help="Its steps are those below, not those of an addon.")
    user_consumed_ids = fields.Many2many("res.users", string="Users who know it")

    _uniq_name = models.Constraint("unique(name)", "There is a tour of that name already.")

    @api.depends("name")
    def _compute_sharing_url(self):
        for tour in self:
            tour.sharing_url = f"{tour.get_base_url()}/odoo?tour={tour.name}" if tour.name else False

    @api.model
    def consume(self, tourName):  # noqa: N803 - the contract's name
        """Note that the user has been through a tour, and return the next one (or False)."""
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Tours are for those who work here."))
        tour = self.sudo().search([("name", "=", tourName)])
        tour.user_consumed_ids = [fields.Command.link(self.env.uid)]
        return self.get_current_tour()

    @api.model
    def get_current_tour(self):
        """Return the first tour that the user has not been through, False if there is none or none is wanted."""
        if not self.env.user._is_internal() or not self.env.user.tour_enabled:
            return False
        todo = [("custom", "=", False), ("user_consumed_ids", "not in", self.env.uid)]
        tour = self.sudo().search(todo, limit=1)
        return tour._get_tour_json() if tour else False

    @api.model
    def get_tour_json_by_name(self, tour_name):
        """Return a tour as the client takes it, False if there is none of that name."""
        tour = self.search([("name", "=", tour_name)])
        return tour._get_tour_json() if tour else False

    def _get_tour_json(self):
        self.ensure_one()
        return {
            "name": self.name,
            "url": self.url,
            "custom": self.custom,
            "rainbowManMessage": self.rainbow_man_message or False,
            "steps": self.step_ids.get_steps_json(),
        }

    def export_js_file(self):
        """Return the download of the tour as a module that an addon can bring."""
        self.ensure_one()
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.name}.js",
                "datas": base64.b64encode(tour_module(self._get_tour_json()).encode()),
                "mimetype": "application/javascript",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=true", "target": "self"}


class TourStep(models.Model):
    _name = "web_tour.tour.step"
    _description = "Step of a tour"
    _order = "sequence, id"

    trigger = fields.Char(required=True, help="A selector of what the step is about.")
    content = fields.Char(help="What people are told.")
    tooltip_position = fields.Selection(
        [("bottom", "Below"), ("top", "Above"), ("right", "At the right"), ("left", "At the left")], default="bottom"
    )
    tour_id = fields.Many2one("web_tour.tour", required=True, index=True, ondelete="cascade")
    run = fields.Char("Action", help="What is done: click, edit some text, press Enter ...")
    sequence = fields.Integer()

    def get_steps_json(self):
        """Return the steps as the client takes them."""
        return [
            {
                "id": step.id,
                "trigger": step.trigger,
                "content": step.content or "",
                "run": step.run or "",
                "tooltipPosition": step.tooltip_position or "bottom",
            }
            for step in self
        ]
