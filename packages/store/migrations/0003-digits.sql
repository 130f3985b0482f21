-- The digits of a picture of several, which the list and the page of a prediction show.
ALTER TABLE predictions
  ADD COLUMN digits jsonb,
  ADD CONSTRAINT digits_are_several_of_a_picture CHECK (
    CASE
      WHEN digits IS NULL THEN true
      WHEN jsonb_typeof(digits) <> 'array' THEN false
      ELSE jsonb_array_length(digits) >= 2 AND source = 'upload' AND digit IS NULL
    END
  );

COMMENT ON COLUMN predictions.digits IS
  'Of a picture of several digits, in reading order: [{"digit", "confidence", "probabilities", "box"}, …]; else NULL.';
