-- Every prediction that was submitted, with what was drawn and, once a person has said so, what it really was.
-- Runs unchanged on PostgreSQL 17 and on PGlite.
CREATE TABLE predictions (
  key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uuid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),

  digit smallint,
  confidence double precision NOT NULL,
  probabilities double precision[] NOT NULL,
  model_name text NOT NULL,
  model_version text NOT NULL,
  latency_ms double precision NOT NULL,

  label smallint,
  labelled_at timestamptz,

  source text NOT NULL,
  ink jsonb,
  pixels bytea NOT NULL,
  visitor uuid,

  CONSTRAINT digit_is_a_digit CHECK (digit BETWEEN 0 AND 9),
  CONSTRAINT confidence_is_a_probability CHECK (confidence BETWEEN 0 AND 1),
  -- NaN compares greater than every number, so it fails these too.
  CONSTRAINT probabilities_are_ten CHECK (
    array_ndims(probabilities) = 1
    AND cardinality(probabilities) = 10
    AND array_position(probabilities, NULL) IS NULL
    AND 0 <= ALL (probabilities)
    AND 1 >= ALL (probabilities)
  ),
  CONSTRAINT model_name_is_short_text CHECK (length(model_name) BETWEEN 1 AND 100),
  CONSTRAINT model_version_is_short_text CHECK (length(model_version) BETWEEN 1 AND 100),
  CONSTRAINT latency_is_finite CHECK (latency_ms >= 0 AND latency_ms < 'Infinity'),
  CONSTRAINT label_is_a_digit CHECK (label BETWEEN 0 AND 9),
  CONSTRAINT label_has_its_time CHECK ((label IS NULL) = (labelled_at IS NULL)),
  CONSTRAINT source_is_known CHECK (source IN ('draw', 'upload')),
  CONSTRAINT ink_is_there_for_a_drawing CHECK ((source = 'draw') = (ink IS NOT NULL)),
  CONSTRAINT ink_has_strokes_and_size CHECK (
    ink IS NULL
    OR (
      jsonb_typeof(ink -> 'strokes') IS NOT DISTINCT FROM 'array'
      AND jsonb_typeof(ink -> 'size') IS NOT DISTINCT FROM 'number'
    )
  ),
  CONSTRAINT pixels_are_28_by_28 CHECK (octet_length(pixels) = 784)
);

COMMENT ON COLUMN predictions.key IS 'Order of arrival; what pages of the list are cut by.';
COMMENT ON COLUMN predictions.uuid IS 'The id that clients know, and may choose.';
COMMENT ON COLUMN predictions.digit IS 'What the model said; NULL where the ink is not a digit.';
COMMENT ON COLUMN predictions.label IS 'What a person said it was.';
COMMENT ON COLUMN predictions.ink IS '{"strokes": [[[x, y], …], …], "size": side of the square drawn on}, as sent.';
COMMENT ON COLUMN predictions.pixels IS 'The 28×28 that the model saw: row by row, 0 paper to 255 ink.';

-- One index for each filter of the list, in the order in which its pages are cut. Few rows have a label or are uploads;
-- the many without, and drawings, are found along the primary key.
CREATE INDEX predictions_by_digit ON predictions (digit, key);
CREATE INDEX predictions_by_label ON predictions (label, key) WHERE label IS NOT NULL;
CREATE INDEX predictions_labelled ON predictions (key) WHERE label IS NOT NULL;
CREATE INDEX predictions_uploaded ON predictions (key) WHERE source = 'upload';
