-- Each visitor sees only their own predictions: the index that their pages are read along. Where nobody is the visitor
-- (NULL), the rows are found along it too.
CREATE INDEX predictions_by_visitor ON predictions (visitor, key);

COMMENT ON COLUMN predictions.visitor IS
  'Whose it is: the id in the visitor''s cookie; NULL for programs without a cookie, who share theirs.';
