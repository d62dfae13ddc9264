"""Recorded stacks in the format of speedscope.app (https://www.speedscope.app/file-format-schema.json)."""

SCHEMA = "https://www.speedscope.app/file-format-schema.json"


class SpeedscopeFile:
    """Gathers profiles that share their frames.

    A recorded entry is `{"stack": [[file, line, function, code], ...], "start": seconds, "time": seconds}`, the stack
    from the outermost call inwards; `query` or `full_query` add the statement as a last frame.
    """

    def __init__(self, initial_stack=()):
        self.initial_stack = [tuple(frame) for frame in initial_stack]
        self.frames = {}
        self.profiles = []

    def _frame_id(self, frame):
        return self.frames.setdefault(frame, len(self.frames))

    def _stack_of(self, entry):
        """Return the ids of the frames of an entry, without what was around the whole recording."""
        stack = [tuple(frame) for frame in entry.get("stack") or ()]
        if stack[: len(self.initial_stack)] == self.initial_stack:
            stack = stack[len(self.initial_stack) :]
        query = entry.get("full_query") or entry.get("query")
        if query:
            stack.append(("", 0, query, ""))
        return [self._frame_id((frame[0], frame[1], frame[2])) for frame in stack]

    def add(self, name, entries, *, complete, constant_time=False):
        """Add a profile.

        :param complete: entries follow each other without a gap, so each lasts until the next one
        :param constant_time: give each entry the same width, to count rather than to time
        """
        if not entries:
            return
        events = []
        open_frames = []
        origin = entries[0]["start"]
        now = 0.0
        for index, entry in enumerate(entries):
            start, end = self._span(entries, index, origin, complete=complete, constant_time=constant_time)
            stack = self._stack_of(entry)
            shared = _shared_length(open_frames, stack) if complete else 0
            now = max(now, start)
            events += [{"type": "C", "frame": frame, "at": now} for frame in reversed(open_frames[shared:])]
            events += [{"type": "O", "frame": frame, "at": now} for frame in stack[shared:]]
            open_frames = stack
            now = max(now, end)
            if not complete:
                events += [{"type": "C", "frame": frame, "at": now} for frame in reversed(open_frames)]
                open_frames = []
        events += [{"type": "C", "frame": frame, "at": now} for frame in reversed(open_frames)]
        self.profiles.append(
            {"type": "evented", "name": name, "unit": "seconds", "startValue": 0.0, "endValue": now, "events": events}
        )

    @staticmethod
    def _span(entries, index, origin, *, complete, constant_time):
        if constant_time:
            return float(index), float(index + 1)
        start = entries[index]["start"] - origin
        if complete and index + 1 < len(entries):
            return start, entries[index + 1]["start"] - origin
        return start, start + (entries[index].get("time") or 0.0)

    def make(self):
        """Return the file as a dictionary."""
        frames = [{"name": name, "file": file, "line": line} for file, line, name in self.frames]
        return {"$schema": SCHEMA, "shared": {"frames": frames}, "profiles": self.profiles, "activeProfileIndex": 0}


def _shared_length(first, second):
    """Return how many leading items are equal."""
    length = 0
    for left, right in zip(first, second, strict=False):
        if left != right:
            break
        length += 1
    return length
