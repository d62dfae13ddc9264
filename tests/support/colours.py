"""How readable a page is, asked in the page itself."""

COLOURS = """
    const parse = (text) => {
        const canvas = document.createElement("canvas").getContext("2d");
        canvas.fillStyle = text;
        canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data;
    };
    const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const behind = (el) => {
        for (; el; el = el.parentElement) {
            const colour = parse(getComputedStyle(el).backgroundColor);
            if (colour[3] > 250) return colour;
        }
        return parse("white");
    };
    const contrast = (el) => {
        const [a, b] = [luminance(parse(getComputedStyle(el).color)), luminance(behind(el))].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
    };
"""
"""Functions in JavaScript: `luminance`, `behind` (the colour behind an element) and `contrast` of an element's text.

Relative luminance and contrast are those of WCAG 2.2, 1.4.3.
"""
