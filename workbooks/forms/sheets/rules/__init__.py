"""评分规则: the readings of a form's sentences, their trials and notes, and what people answered there."""
