"""Time zones to choose from, and moments with and without them."""

import pytz


def zones(_model=None):
    """Return the time zones as choices; those of `Etc` come last."""
    return [(name, name) for name in sorted(pytz.all_timezones, key=lambda name: (name.startswith("Etc/"), name))]


def aware(moment):
    """Return a moment with its time zone (naive ones are UTC), and a function that gives results in the same form."""
    if moment.tzinfo:
        zone = moment.tzinfo
        return moment, lambda result: result.astimezone(zone)
    return pytz.utc.localize(moment), lambda result: result.astimezone(pytz.utc).replace(tzinfo=None)
