-- The views of the published database, over its tables.

-- Every assertion of a figure or an event, with its article; story_id is the same for re-posts.
CREATE OR REPLACE VIEW v_evidence AS
WITH seen AS (SELECT article_id, coalesce(dup_of, article_id) AS story_id, title, source, published, raw_path FROM articles)
SELECT 'metric' AS fact_kind, m.fact_id, m.slot_id, m.metric_id AS assertion_id, m.metric AS type, m.dimension, m.kind, m.subject_id,
       m.value, m.value_max, m.unit, m.bound, m.value_lo, m.value_hi, m.period, m.period_start, m.period_end, m.time_basis, m.modality, m.said_by_id,
       m.confidence, m.quote, m.raw_start, m.raw_end, s.article_id, s.story_id, s.title, s.source, s.published, s.raw_path
FROM metrics m JOIN seen s USING (article_id)
UNION ALL BY NAME
SELECT 'event' AS fact_kind, e.fact_id, e.slot_id, e.event_id AS assertion_id, e.event_type AS type, e.subject_id,
       e.period, e.period_start, e.period_end, e.time_basis, e.modality, e.said_by_id,
       e.confidence, e.quote, e.raw_start, e.raw_end, s.article_id, s.story_id, s.title, s.source, s.published, s.raw_path
FROM events e JOIN seen s USING (article_id);

-- Pairs of asserted figures that answer one question and exclude each other. Figures outside the categories never conflict, nor do two that one story asserts.
CREATE OR REPLACE VIEW v_conflicts AS
WITH f AS (
    SELECT slot_id, fact_id, any_value(value) AS value, any_value(unit) AS unit, count(DISTINCT story_id) AS n_stories, list(DISTINCT story_id) AS stories,
           coalesce(max(value_lo), -1e21::DECIMAL(28,6)) AS lo, coalesce(min(value_hi), 1e21::DECIMAL(28,6)) AS hi
    FROM v_evidence WHERE fact_kind = 'metric' AND modality = 'asserted' AND type NOT IN ('other_money', 'other_count') GROUP BY slot_id, fact_id)
SELECT a.slot_id, a.fact_id AS fact_a, b.fact_id AS fact_b, a.value AS value_a, b.value AS value_b, a.unit, a.n_stories AS stories_a, b.n_stories AS stories_b
FROM f a JOIN f b ON a.slot_id = b.slot_id AND a.fact_id < b.fact_id
WHERE NOT list_has_any(a.stories, b.stories) AND NOT ((a.lo < b.hi AND b.lo < a.hi) OR (a.lo = a.hi AND a.lo BETWEEN b.lo AND b.hi) OR (b.lo = b.hi AND b.lo BETWEEN a.lo AND a.hi));

-- What happened, by date, with the names of those who took part.
CREATE OR REPLACE VIEW v_timeline AS
WITH who AS (SELECT e.event_id, n.name FROM (SELECT event_id, unnest(participants) AS entity_id FROM events) e JOIN entities n USING (entity_id))
SELECT arg_min(e.period_start, (e.period_end - e.period_start, e.period)) AS period_start, arg_min(e.period, (e.period_end - e.period_start, e.period)) AS period, e.event_type,
       string_agg(DISTINCT w.name, '、' ORDER BY w.name) AS who, min(e.quote) AS quote,
       count(DISTINCT coalesce(a.dup_of, a.article_id)) AS n_stories, min(a.published) AS first_published
FROM events e JOIN articles a USING (article_id) LEFT JOIN who w USING (event_id)
WHERE e.modality = 'asserted' GROUP BY e.fact_id, e.event_type ORDER BY 1, e.event_type, e.fact_id;

-- The latest level of each figure. The value is a DOUBLE, for plots.
CREATE OR REPLACE VIEW v_metric_latest AS
WITH levels AS (
    SELECT coalesce(n.name, m.subject_text) AS name, m.metric, m.dimension, m.unit, m.value, m.bound::VARCHAR AS bound, m.period_end, m.metric_id
    FROM metrics m LEFT JOIN entities n ON n.entity_id = m.subject_id WHERE m.kind = 'level' AND m.modality = 'asserted' AND m.period_end IS NOT NULL)
SELECT name, metric, dimension, unit, value::DOUBLE AS value, period_end AS as_of, bound FROM levels
QUALIFY row_number() OVER (PARTITION BY name, metric, dimension, unit ORDER BY period_end DESC, metric_id) = 1;

-- Rows that look wrong: one figure at two periods side by side, one question with two values in a story, a share beyond 100 %, a period long after
-- the article was written.
CREATE OR REPLACE VIEW v_suspects AS
SELECT one.article_id, one.metric_id AS a, two.metric_id AS b, 'same figure, different period' AS why, one.value, one.unit, one.period AS period_a, two.period AS period_b
FROM metrics one JOIN metrics two
  ON one.article_id = two.article_id AND one.metric_id < two.metric_id AND one.subject_id = two.subject_id AND one.metric = two.metric AND one.kind = two.kind
 AND one.unit = two.unit AND one.value = two.value AND one.dimension IS NOT DISTINCT FROM two.dimension AND one.period <> two.period
 AND one.period_start <= two.period_end + INTERVAL 31 DAY AND two.period_start <= one.period_end + INTERVAL 31 DAY
UNION ALL
SELECT min(one.article_id), arg_min(one.assertion_id, one.article_id), arg_min(two.assertion_id, two.article_id), 'two values of one question in one story',
       one.value, one.unit, min(one.period), min(two.period)
FROM v_evidence one JOIN v_evidence two ON one.slot_id = two.slot_id AND one.story_id = two.story_id AND one.fact_id < two.fact_id
WHERE one.fact_kind = 'metric' AND one.modality = 'asserted' AND two.modality = 'asserted' AND one.type NOT IN ('other_money', 'other_count')
  AND (one.value_hi <= two.value_lo OR two.value_hi <= one.value_lo)
GROUP BY one.story_id, one.fact_id, two.fact_id, one.value, one.unit
UNION ALL
SELECT article_id, metric_id, NULL, 'percentage outside 0..100 for a share', value, unit, period, NULL
FROM metrics WHERE kind = 'share' AND unit = '%' AND value NOT BETWEEN 0 AND 100
UNION ALL
SELECT m.article_id, m.metric_id, NULL, 'period after the article was written', m.value, m.unit, m.period, NULL
FROM metrics m JOIN articles a USING (article_id)
WHERE m.modality = 'asserted' AND m.kind <> 'target' AND m.period_start > coalesce(a.doc_date, a.published) + INTERVAL 366 DAY;
