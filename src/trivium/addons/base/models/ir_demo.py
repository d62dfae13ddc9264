"""Load demo data into a database that has none."""

import logging

from trivium import api, models
from trivium.exceptions import AccessDenied
from trivium.modules.graph import ModuleGraph
from trivium.modules.lifecycle.installation import load_demo

_logger = logging.getLogger(__name__)


class IrDemo(models.TransientModel):
    _name = "ir.demo"
    _description = "Demo data"

    def install_demo(self):
        """Load the demo data of all installed addons that do not have theirs yet."""
        if not self.env.is_admin():
            raise AccessDenied
        self._load_demo()
        return {"type": "ir.actions.act_url", "target": "self", "url": "/odoo"}

    @api.model
    def _load_demo(self):
        """Load addon by addon; one that fails is left without, and is listed for the administrator."""
        env = self.env(su=True)
        modules = env["ir.module.module"].search([("state", "=", "installed")])
        graph = ModuleGraph(env.cr)
        graph.extend(modules.mapped("name"))
        by_name = {module.name: module for module in modules}
        failures = []
        for node in graph:
            module = by_name[node.name]
            if module.demo:
                continue
            try:
                with env.cr.savepoint():
                    load_demo(env, node, {}, "init")
                    module.demo = True
            except Exception as exc:  # whatever is wrong with an addon's demo data concerns that addon alone
                _logger.warning("The demo data of %s cannot be loaded", node.name, exc_info=True)
                env.invalidate_all(flush=False)
                failures.append({"module_id": module.id, "error": str(exc)})
        env["ir.demo_failure"].create(failures)
        todo = env.ref("base.demo_failure_todo", raise_if_not_found=False)
        if failures and todo:
            todo.state = "open"
        return failures
