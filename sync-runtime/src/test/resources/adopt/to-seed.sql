-- Turns what ampsync has filled into what ampsync of October 2025 would have left: ids that tell nothing, each row with
-- the range of its microbatch of ten blocks, and the checkpoint table of that time.
CREATE TEMP TABLE kept AS
  SELECT table_name, network, watermark_block_num, watermark_block_hash FROM {schema}._ampsync_checkpoints;
DROP VIEW {schema}.amp_checkpoints, {schema}.amp_processed_ranges;
DROP TABLE {schema}._ampsync_checkpoints, {schema}._ampsync_ranges, {schema}._ampsync_changes, {schema}._ampsync_reorgs,
  {schema}._ampsync_writers, {schema}._ampsync_tables, {schema}._ampsync_schema;
CREATE TABLE {schema}._ampsync_checkpoints (
  table_name TEXT NOT NULL, network TEXT NOT NULL,
  incremental_block_num BIGINT, incremental_updated_at TIMESTAMPTZ,
  watermark_block_num BIGINT, watermark_block_hash BYTEA, watermark_updated_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
  PRIMARY KEY (table_name, network));
INSERT INTO {schema}._ampsync_checkpoints
    (table_name, network, incremental_block_num, watermark_block_num, watermark_block_hash)
  SELECT table_name, network, watermark_block_num, watermark_block_num, watermark_block_hash FROM kept;
DROP TABLE kept;
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT format('%I.%I', schemaname, indexname) FROM pg_indexes
              WHERE schemaname = '{schema}' AND indexdef LIKE '%USING brin%' LOOP
    EXECUTE 'DROP INDEX ' || name;
  END LOOP;
  FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
              WHERE schemaname = '{schema}' AND tablename NOT LIKE '\_ampsync%' LOOP
    EXECUTE 'UPDATE ' || name || ' SET _id = decode(md5(_id::text), ''hex''),'
      || ' _block_num_start = _block_num_end / 10 * 10, _block_num_end = _block_num_end / 10 * 10 + 9';
  END LOOP;
END
$$;
