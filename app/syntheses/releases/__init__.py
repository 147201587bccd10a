"""Tables of figures that anyone may read: declared, protected together, frozen and published."""
