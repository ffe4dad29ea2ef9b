"""The shapes in which sentences give points: one module a shape, tried from left to right by the reader."""
