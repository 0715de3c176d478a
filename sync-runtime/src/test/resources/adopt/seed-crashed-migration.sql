-- Its migration to networks, killed between the two renames.
CREATE TABLE _ampsync_checkpoints_backup (
  table_name TEXT PRIMARY KEY, max_block_num BIGINT NOT NULL, updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW());
CREATE TABLE _ampsync_checkpoints_new (
  table_name TEXT NOT NULL, network TEXT NOT NULL, incremental_block_num BIGINT, PRIMARY KEY (table_name, network));
INSERT INTO _ampsync_checkpoints_new VALUES ('blocks', 'unknown', 1000);
CREATE TABLE blocks (
  _id BYTEA NOT NULL, _block_num_start BIGINT NOT NULL, _block_num_end BIGINT NOT NULL,
  block_num NUMERIC(20) NOT NULL, PRIMARY KEY (_id));
