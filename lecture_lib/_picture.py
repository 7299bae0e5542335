"""A picture in every form in which a notebook, its readers and its exports look for one."""

import base64
from dataclasses import dataclass
from html import escape

# In a dark JupyterLab light and dark change places, and hues stay. An img knows nothing of the theme but its variables: of those
# that are numbers this one is 0 in light themes and 32 in dark ones. Elsewhere, and in an untrusted notebook, nothing changes.
_IS_DARK = "min(1,var(--jp-shadow-base-lightness,0))"
_DARK = f"filter:invert(calc({_IS_DARK}*.93)) hue-rotate(calc({_IS_DARK}*180deg))"


@dataclass(frozen=True, repr=False)
class Picture:
    """A picture as SVG text, and the words for those who do not see it."""

    svg: str
    alt: str

    def __repr__(self):
        return f"Figure: {self.alt}"

    def forms(self):
        """Return the picture's forms by MIME type, and its metadata.

        An untrusted notebook hides SVG and shows an img, which also keeps its words; LaTeX and PDF take the SVG; what
        makes another image of it, or a template of one's own, finds the words where nbconvert looks for them.
        """
        data = base64.b64encode(self.svg.encode()).decode()
        img = f'<img alt="{escape(self.alt)}" style="max-width:100%;{_DARK}" src="data:image/svg+xml;base64,{data}">'
        return {"text/html": img, "image/svg+xml": self.svg}, {"alt": self.alt}

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = self.forms()
        return {**data, "text/plain": repr(self)}, metadata
