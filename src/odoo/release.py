"""What this is and which version of the interface it speaks."""

from trivium.release import *
