-- What whoever loads the published tables may rely on: types, keys, and what always holds between columns.
CREATE TYPE bound_t AS ENUM ('=', '~', '>', '>=', '<', '<=', 'range');
CREATE TYPE basis_t AS ENUM ('explicit', 'relative', 'inferred');
CREATE TYPE grain_t AS ENUM ('day', 'month', 'quarter', 'half', 'year', 'span');
CREATE TYPE modality_t AS ENUM ('asserted', 'planned', 'rumoured', 'denied');
CREATE TABLE runs (
  run_id VARCHAR PRIMARY KEY, started_at TIMESTAMPTZ NOT NULL, finished_at TIMESTAMPTZ, code_version VARCHAR NOT NULL, config_sha VARCHAR NOT NULL, lexicon_sha VARCHAR NOT NULL,
  n_articles INTEGER NOT NULL, n_new INTEGER NOT NULL, n_reused INTEGER NOT NULL, n_failed INTEGER NOT NULL, status VARCHAR NOT NULL CHECK (status IN ('ok', 'partial', 'failed')));
CREATE TABLE articles (
  article_id VARCHAR PRIMARY KEY CHECK (regexp_full_match(article_id, 'a_[0-9a-f]{16}')), content_id VARCHAR NOT NULL CHECK (starts_with(content_id, 'c_')), dup_of VARCHAR,
  raw_path VARCHAR NOT NULL UNIQUE, also_paths VARCHAR[] NOT NULL, raw_sha256 VARCHAR NOT NULL CHECK (article_id = 'a_' || left(raw_sha256, 16)), raw_encoding VARCHAR NOT NULL,
  raw_chars INTEGER NOT NULL, clean_chars INTEGER NOT NULL, boilerplate_chars INTEGER NOT NULL, lossy_chars INTEGER NOT NULL,
  lang VARCHAR NOT NULL CHECK (lang IN ('zh-Hans', 'zh-Hant', 'en', 'mixed', 'und')), title VARCHAR, source VARCHAR, author VARCHAR, url VARCHAR,
  published DATE, published_basis basis_t, doc_date DATE, doc_date_grain grain_t, doc_date_basis basis_t, doc_year SMALLINT,
  keywords VARCHAR[] NOT NULL, repairs VARCHAR[] NOT NULL, status VARCHAR NOT NULL CHECK (status IN ('ok', 'empty', 'failed')),
  CHECK ((published IS NULL) = (published_basis IS NULL)), CHECK (dup_of <> article_id), CHECK (NOT list_contains(also_paths, raw_path)));
CREATE TABLE entities (
  entity_id VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, name_en VARCHAR, entity_type VARCHAR NOT NULL CHECK (entity_type IN ('ORG', 'PRODUCT', 'PERSON', 'PLACE', 'EVENT', 'WORK')),
  aliases VARCHAR[] NOT NULL, parent_id VARCHAR, wikidata_id VARCHAR, ticker VARCHAR, origin VARCHAR NOT NULL CHECK (origin IN ('lexicon', 'model', 'rule')),
  n_articles INTEGER NOT NULL, n_mentions INTEGER NOT NULL, n_facts INTEGER NOT NULL, first_date DATE, last_date DATE CHECK (last_date >= first_date), related VARCHAR[] NOT NULL);
CREATE TABLE mentions (
  mention_id VARCHAR PRIMARY KEY, article_id VARCHAR NOT NULL, entity_id VARCHAR, entity_type VARCHAR NOT NULL, surface VARCHAR NOT NULL, surface_raw VARCHAR NOT NULL,
  raw_start INTEGER NOT NULL, raw_end INTEGER NOT NULL, para SMALLINT NOT NULL, sent SMALLINT NOT NULL, in_title BOOLEAN NOT NULL, in_repeat BOOLEAN NOT NULL,
  alignment VARCHAR NOT NULL CHECK (alignment IN ('exact', 'covering', 'none')), extractor VARCHAR NOT NULL, confidence FLOAT NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  CHECK (raw_end > raw_start));
CREATE TABLE metrics (
  metric_id VARCHAR PRIMARY KEY, fact_id VARCHAR NOT NULL, slot_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL, subject_id VARCHAR, subject_text VARCHAR, metric VARCHAR NOT NULL,
  dimension VARCHAR, metric_text VARCHAR NOT NULL, kind VARCHAR NOT NULL CHECK (kind IN ('level', 'share', 'growth', 'change', 'ratio', 'target', 'rank')),
  value DECIMAL(28,6) NOT NULL, value_max DECIMAL(28,6), value_lo DECIMAL(28,6), value_hi DECIMAL(28,6), scale_exp TINYINT, unit VARCHAR NOT NULL,
  unit_basis VARCHAR NOT NULL CHECK (unit_basis IN ('explicit', 'shared', 'inferred')), bound bound_t NOT NULL, value_text VARCHAR NOT NULL,
  period VARCHAR, period_start DATE, period_end DATE, period_grain grain_t, period_kind VARCHAR CHECK (period_kind IN ('instant', 'duration', 'to_date')),
  time_text VARCHAR, time_basis basis_t, time_anchor DATE, base_period VARCHAR, said_by_id VARCHAR, said_by_text VARCHAR, modality modality_t NOT NULL,
  quote VARCHAR NOT NULL, raw_start INTEGER NOT NULL, raw_end INTEGER NOT NULL, n_mentions SMALLINT NOT NULL, extractor VARCHAR NOT NULL,
  confidence FLOAT NOT NULL CHECK (confidence BETWEEN 0 AND 1), first_seen_run VARCHAR NOT NULL, last_seen_run VARCHAR NOT NULL,
  CHECK (coalesce(subject_id, subject_text) IS NOT NULL), CHECK ((bound = 'range') = (value_max IS NOT NULL)), CHECK (value_max IS NULL OR value_max > value),
  CHECK (value_lo IS NULL OR value_hi IS NULL OR value_lo <= value_hi), CHECK ((period IS NULL) = (period_start IS NULL)), CHECK ((period IS NULL) = (time_basis IS NULL)),
  CHECK (period_end >= period_start), CHECK (raw_end > raw_start), CHECK (last_seen_run >= first_seen_run));
CREATE TABLE events (
  event_id VARCHAR PRIMARY KEY, fact_id VARCHAR NOT NULL, slot_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL, event_type VARCHAR NOT NULL, trigger VARCHAR, trigger_start INTEGER,
  subject_id VARCHAR, participants VARCHAR[] NOT NULL, amount_metric_id VARCHAR, disclosed DATE, period VARCHAR NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL,
  period_grain grain_t NOT NULL, period_kind VARCHAR NOT NULL, time_text VARCHAR, time_basis basis_t NOT NULL, time_anchor DATE, modality modality_t NOT NULL,
  said_by_id VARCHAR, said_by_text VARCHAR, quote VARCHAR NOT NULL, raw_start INTEGER NOT NULL, raw_end INTEGER NOT NULL, n_mentions SMALLINT NOT NULL, extractor VARCHAR NOT NULL,
  confidence FLOAT NOT NULL CHECK (confidence BETWEEN 0 AND 1), first_seen_run VARCHAR NOT NULL, last_seen_run VARCHAR NOT NULL,
  CHECK (period_end >= period_start), CHECK (raw_end > raw_start), CHECK (participants = list_sort(participants)));
CREATE TABLE event_roles (
  event_id VARCHAR NOT NULL, role VARCHAR NOT NULL, ord SMALLINT NOT NULL, entity_id VARCHAR, filler_text VARCHAR NOT NULL, raw_start INTEGER, raw_end INTEGER, PRIMARY KEY (event_id, role, ord));
CREATE TABLE issues (
  issue_id VARCHAR PRIMARY KEY, article_id VARCHAR, stage VARCHAR NOT NULL, level VARCHAR NOT NULL CHECK (level IN ('info', 'warning', 'error')), code VARCHAR NOT NULL,
  message VARCHAR NOT NULL, n INTEGER NOT NULL CHECK (n > 0), raw_start INTEGER, raw_end INTEGER, transient BOOLEAN NOT NULL, UNIQUE (article_id, code));
CREATE TABLE knowledge (
  fact_id VARCHAR PRIMARY KEY, slot_id VARCHAR NOT NULL, fact_kind VARCHAR NOT NULL CHECK (fact_kind IN ('event', 'metric')), type VARCHAR NOT NULL, statement VARCHAR NOT NULL,
  subject_id VARCHAR, subject VARCHAR NOT NULL, subject_type VARCHAR, participants VARCHAR[] NOT NULL, dimension VARCHAR, kind VARCHAR, value DECIMAL(28,6), value_max DECIMAL(28,6),
  value_lo DECIMAL(28,6), value_hi DECIMAL(28,6), unit VARCHAR, bound bound_t, period VARCHAR, period_start DATE, period_end DATE, period_grain grain_t, period_kind VARCHAR,
  base_period VARCHAR, time_basis basis_t, modality modality_t NOT NULL, said_by VARCHAR, n_assertions INTEGER NOT NULL, n_articles INTEGER NOT NULL, n_stories INTEGER NOT NULL,
  n_sources INTEGER NOT NULL, n_speakers INTEGER NOT NULL, conflict VARCHAR NOT NULL CHECK (conflict IN ('none', 'compatible', 'contested')), conflict_with VARCHAR[] NOT NULL,
  rank VARCHAR NOT NULL CHECK (rank IN ('preferred', 'normal', 'deprecated')), rank_reason VARCHAR NOT NULL, confidence FLOAT NOT NULL, article_id VARCHAR NOT NULL, title VARCHAR,
  source VARCHAR, url VARCHAR, published DATE, doc_date DATE, quote VARCHAR NOT NULL, value_text VARCHAR, metric_text VARCHAR, time_text VARCHAR, raw_path VARCHAR NOT NULL,
  raw_start INTEGER NOT NULL, raw_end INTEGER NOT NULL, first_published DATE, last_published DATE, first_seen_run VARCHAR NOT NULL, last_seen_run VARCHAR NOT NULL, also_ids VARCHAR[] NOT NULL,
  CHECK ((fact_kind = 'metric') = (value IS NOT NULL AND unit IS NOT NULL AND bound IS NOT NULL)), CHECK (fact_kind = 'metric' OR period_start IS NOT NULL),
  CHECK (n_stories <= n_articles AND n_articles <= n_assertions), CHECK ((conflict = 'none') = (len(conflict_with) = 0)), CHECK (NOT list_contains(also_ids, fact_id)));
