-- Each visitor sees only their own predictions: the indexes that their pages are read along, by arrival and by confidence.
-- Where nobody is the visitor (NULL), the rows are found along them too.
CREATE INDEX predictions_by_visitor ON predictions (visitor, key);
CREATE INDEX predictions_by_confidence ON predictions (visitor, confidence, key);

COMMENT ON COLUMN predictions.visitor IS
  'Whose it is: the id in the visitor''s cookie; NULL for programs without a cookie, who share theirs.';
