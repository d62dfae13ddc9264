"""What models with an address, and with a tax number, show differently from country to country."""

from trivium import api, models


class FormatAddressMixin(models.AbstractModel):
    _name = "format.address.mixin"
    _description = "Address in the layout of the country"

    def _extract_fields_from_address(self, address_line):
        """Return the field names of an address format, such as `%(zip)s %(city)s`, in their order."""
        pieces = address_line.split("%(")[1:]
        names = [piece.split(")s")[0] for piece in pieces]
        return ["state_id" if name.startswith("state_") else name for name in names]

    def _view_get_address(self, arch):
        """Lay out the address of a form view as the country of the company in use is accustomed to."""
        country = self.env.company.country_id
        address_view = country.address_view_id.sudo()
        blocks = [node for node in arch.iter("div") if "o_address_format" in (node.get("class") or "").split()]
        for block in blocks:
            if self.env.context.get("no_address_format"):
                continue
            if address_view:
                self._replace_address_block(block, address_view)
            elif country.address_format:
                self._order_city_line(block, country.address_format)
        return arch

    def _replace_address_block(self, block, address_view):
        """Put the address view of the country in the place of the general one."""
        nodes, _view = self.env[self._name].with_context(no_address_format=True)._get_view(address_view.id, "form")
        parent = block.getparent()
        parent.replace(block, nodes)

    def _order_city_line(self, block, address_format):
        """Sort city, state and postal code in the order of the country's format."""
        line = next((line for line in address_format.split("\n") if "city" in line), "")
        wanted = [name for name in self._extract_fields_from_address(line) if name in {"zip", "city", "state_id"}]
        nodes = {node.get("name"): node for node in block.iter("field") if node.get("name") in wanted}
        present = [nodes[name] for name in wanted if name in nodes]
        if len(present) < 2 or len({node.getparent() for node in present}) > 1:
            return
        parent = present[0].getparent()
        place = min(parent.index(node) for node in present)
        for offset, node in enumerate(present):
            parent.insert(place + offset, node)

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        # the layout depends on the country of the company in use
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env.company.country_id.id, bool(self.env.context.get("no_address_format")))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            arch = self._view_get_address(arch)
        return arch, view


class FormatVatLabelMixin(models.AbstractModel):
    _name = "format.vat.label.mixin"
    _description = "Tax number under the name of the country"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        return (*super()._get_view_cache_key(view_id, view_type, **options), self.env.company.country_id.vat_label)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        label = self.env.company.country_id.vat_label
        if label:
            for node in arch.iterfind(".//field[@name='vat']"):
                node.set("string", label)
            for node in arch.iterfind(".//label[@for='vat']"):
                node.set("string", label)
        return arch, view
