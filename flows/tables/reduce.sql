-- From what articles assert to what is known. Runs on the store's connection; `pub` is the database that will be published, `temp` what lies between.
-- The steps are called by name. Given by the program: temp.dups (article_id, dup_of), temp.event_facts (event_id, fact_id, slot_id), temp.fact_ids (fact_id, period, also_ids),
-- temp.key_roles (event_type, role, place), temp.w_metric, w_kind, w_unit, w_bound, w_modality (word, zh).

-- step: winners
-- Of several paths with the same bytes, the smallest speaks. `nth` counts the articles in the order of the files.
CREATE TEMP TABLE winners AS
SELECT doc_no, row_number() OVER (ORDER BY coalesce(doc_year, 0), article_id) AS nth
FROM docs SEMI JOIN (SELECT min_by(doc_no, raw_path) AS doc_no FROM docs GROUP BY article_id) first USING (doc_no);

-- step: pieces
SELECT article_id, content_id, url, coalesce(published, doc_date), coalesce(sketch, ''::BLOB)
FROM docs JOIN temp.winners USING (doc_no) LEFT JOIN bodies USING (doc_no) WHERE status = 'ok';

-- step: bodies
SELECT article_id, body FROM docs JOIN temp.winners USING (doc_no) JOIN bodies USING (doc_no) SEMI JOIN wanted USING (article_id);

-- step: events_told
SELECT event_id, event_type, modality, period, period_start, period_end FROM events JOIN temp.winners USING (doc_no);

-- step: event_keys
SELECT event_id, entity_id, filler_text
FROM event_roles JOIN events USING (doc_no, event_id) JOIN temp.winners USING (doc_no) LEFT JOIN temp.key_roles USING (event_type, role)
QUALIFY place IS NOT NULL OR count(place) OVER (PARTITION BY event_id) = 0;

-- step: articles
CREATE TEMP TABLE live_docs AS
SELECT d.*, list_filter(p.paths, lambda path: path <> d.raw_path) AS also_paths, x.dup_of, coalesce(x.dup_of, d.article_id) AS story_id,
       coalesce(d.published, d.doc_date) AS told_on, w.nth
FROM docs d JOIN temp.winners w USING (doc_no) JOIN (SELECT article_id, list(raw_path ORDER BY raw_path) AS paths FROM docs GROUP BY article_id) p USING (article_id)
LEFT JOIN temp.dups x USING (article_id);

INSERT INTO pub.articles BY NAME
SELECT COLUMNS(lambda c: c NOT IN ('doc_no', 'fingerprint', 'transient', 'attempts', 'hints', 'first_seen_run', 'last_seen_run', 'touched_run', 'story_id', 'told_on', 'nth'))
FROM live_docs ORDER BY nth;

CREATE TEMP TABLE art AS
SELECT doc_no, article_id, story_id, dup_of, nth, told_on, source, last_seen_run FROM live_docs;

-- step: metrics
INSERT INTO pub.metrics BY NAME
SELECT m.* EXCLUDE (doc_no), d.last_seen_run FROM metrics m JOIN temp.winners w USING (doc_no) JOIN docs d USING (doc_no) ORDER BY w.nth, m.raw_start, m.metric_id;

-- step: mentions
INSERT INTO pub.mentions BY NAME
SELECT m.* EXCLUDE (doc_no) FROM mentions m JOIN temp.winners w USING (doc_no) ORDER BY w.nth, m.raw_start, m.raw_end, m.mention_id;

-- step: events
CREATE TEMP TABLE live_roles AS
SELECT r.* EXCLUDE (doc_no), e.event_type, e.article_id, k.place, a.nth, e.raw_start AS event_start
FROM event_roles r JOIN events e USING (doc_no, event_id) JOIN art a USING (doc_no)
LEFT JOIN temp.key_roles k ON k.event_type = e.event_type AND k.role = r.role;

CREATE TEMP TABLE event_subjects AS
SELECT event_id, entity_id AS subject_id, filler_text AS subject_text FROM live_roles
QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY place IS NULL, entity_id IS NULL, place, role, ord) = 1;

INSERT INTO pub.events BY NAME
SELECT e.* EXCLUDE (doc_no), f.fact_id, f.slot_id, s.subject_id, a.last_seen_run
FROM events e JOIN art a USING (doc_no) JOIN temp.event_facts f USING (event_id) LEFT JOIN event_subjects s USING (event_id)
ORDER BY a.nth, e.raw_start, e.event_id;

INSERT INTO pub.event_roles BY NAME
SELECT * EXCLUDE (event_type, article_id, place, nth, event_start) FROM live_roles ORDER BY nth, event_start, event_id, role, ord;

INSERT INTO pub.issues BY NAME
SELECT i.* EXCLUDE (doc_no), a.article_id FROM issues i JOIN art a USING (doc_no) ORDER BY a.nth, i.code;

INSERT INTO pub.runs BY NAME
SELECT * EXCLUDE (fingerprint) FROM runs WHERE status <> 'running' ORDER BY run_id;

-- step: names
CREATE TEMP TABLE met AS SELECT e.* EXCLUDE (doc_no), a.article_id FROM entities e JOIN art a USING (doc_no);

CREATE TEMP TABLE names AS
WITH name AS (SELECT entity_id, name FROM met GROUP BY entity_id, name QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY count(*) DESC, name) = 1),
     kind AS (SELECT entity_id, entity_type FROM met GROUP BY entity_id, entity_type QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY count(*) DESC, entity_type) = 1),
     rest AS (SELECT entity_id, min(name_en) AS name_en, min(parent_id) AS parent_id, min(wikidata_id) AS wikidata_id, min(ticker) AS ticker,
                     CASE WHEN bool_or(origin = 'lexicon') THEN 'lexicon' ELSE min(origin) END AS origin FROM met GROUP BY entity_id)
SELECT * FROM name JOIN kind USING (entity_id) JOIN rest USING (entity_id);

-- step: assertions
CREATE TEMP TABLE said AS
SELECT 'metric' AS fact_kind, m.fact_id, m.slot_id, m.metric_id AS row_id, m.article_id, m.metric AS type, m.modality::VARCHAR AS modality, m.time_basis::VARCHAR AS time_basis,
       m.scale_exp, m.value, m.value_lo, m.value_hi, m.period_start, m.period_end, m.said_by_id, m.said_by_text, m.confidence, m.raw_start,
       m.first_seen_run, m.last_seen_run FROM pub.metrics m
UNION ALL BY NAME
SELECT 'event' AS fact_kind, e.fact_id, e.slot_id, e.event_id AS row_id, e.article_id, e.event_type AS type, e.modality::VARCHAR AS modality, e.time_basis::VARCHAR AS time_basis,
       e.period_start, e.period_end, e.said_by_id, e.said_by_text, e.confidence, e.raw_start, e.first_seen_run, e.last_seen_run FROM pub.events e;

CREATE TEMP TABLE again AS SELECT fact_id FROM said GROUP BY fact_id HAVING count(*) > 1;  -- most facts have one assertion, and need no comparing of several

CREATE TEMP TABLE ordered AS
SELECT s.*, a.story_id, a.source, a.told_on, coalesce(n.name, s.said_by_text) AS speaker,
       row_number() OVER (PARTITION BY s.fact_id ORDER BY
           CASE s.fact_kind WHEN 'event' THEN s.period_end - s.period_start END NULLS LAST, a.dup_of IS NOT NULL,
           list_position(['explicit', 'relative', 'inferred'], s.time_basis) NULLS LAST, s.scale_exp NULLS LAST,
           s.confidence DESC, a.told_on NULLS LAST, s.article_id, s.raw_start, s.row_id) AS place
FROM said s SEMI JOIN again USING (fact_id) JOIN art a USING (article_id) LEFT JOIN names n ON n.entity_id = s.said_by_id;

CREATE TEMP TABLE facts AS
SELECT s.fact_id, s.slot_id, s.fact_kind, s.type, s.modality, list_position(['explicit', 'relative', 'inferred'], s.time_basis) AS basis, s.scale_exp, s.value_lo, s.value_hi,
       1::BIGINT AS n_assertions, 1::BIGINT AS n_articles, 1::BIGINT AS n_stories, (a.source IS NOT NULL)::BIGINT AS n_sources,
       (coalesce(s.said_by_id, s.said_by_text) IS NOT NULL)::BIGINT AS n_speakers, s.confidence, a.told_on AS first_published, a.told_on AS last_published,
       s.first_seen_run, s.last_seen_run, s.row_id AS best_id, coalesce(n.name, s.said_by_text) AS said_by, s.period_start, s.period_end
FROM said s ANTI JOIN again USING (fact_id) JOIN art a USING (article_id) LEFT JOIN names n ON n.entity_id = s.said_by_id
UNION ALL BY NAME
SELECT fact_id, any_value(slot_id) AS slot_id, any_value(fact_kind) AS fact_kind, any_value(type) AS type, any_value(modality) AS modality,
       min(list_position(['explicit', 'relative', 'inferred'], time_basis)) AS basis, min(scale_exp) AS scale_exp,
       max(value_lo) AS value_lo, min(value_hi) AS value_hi,
       count(*) AS n_assertions, count(DISTINCT article_id) AS n_articles, count(DISTINCT story_id) AS n_stories, count(DISTINCT source) AS n_sources,
       count(DISTINCT coalesce(said_by_id, lower(said_by_text))) AS n_speakers,
       max(confidence) AS confidence, min(told_on) AS first_published, max(told_on) AS last_published,
       min(first_seen_run) AS first_seen_run, max(last_seen_run) AS last_seen_run,
       min_by(row_id, place) AS best_id, min_by(speaker, place) FILTER (speaker IS NOT NULL) AS said_by,
       min_by(period_start, place) AS period_start, min_by(period_end, place) AS period_end
FROM ordered GROUP BY fact_id;

CREATE TEMP TABLE open_slots AS SELECT slot_id FROM facts GROUP BY slot_id HAVING count(*) > 1;  -- questions with several answers

-- step: conflicts
-- Facts that answer one question are compared in pairs; where an article piles up hundreds of answers, each is compared with the 200 best told.
-- An article does not contradict itself: two values that one story asserts for one question are two questions that the words of the table do not tell
-- apart (an opening and a closing price, a part that has no name yet). Such a pair is never contested, whoever else repeats it; v_suspects lists it.
CREATE TEMP TABLE pairs AS
WITH rivals AS (
    SELECT *, row_number() OVER (PARTITION BY slot_id ORDER BY n_stories DESC, fact_id) AS place, count(*) OVER (PARTITION BY slot_id) AS n,
           coalesce(value_lo, -1e21::DECIMAL(28,6)) AS lo, coalesce(value_hi, 1e21::DECIMAL(28,6)) AS hi
    FROM facts SEMI JOIN open_slots USING (slot_id) WHERE type NOT IN ('other_money', 'other_count') QUALIFY n > 1),
tellers AS (SELECT s.fact_id, list(DISTINCT a.story_id) AS stories FROM said s SEMI JOIN rivals USING (fact_id) JOIN art a USING (article_id) GROUP BY s.fact_id),
met AS (
    SELECT a.fact_id, b.fact_id AS other_id, list_has_any(x.stories, y.stories) AS one_story, a.modality, b.modality AS other_modality, a.fact_kind, b.n_stories >= 2 * a.n_stories AS outvoted,
           CASE a.fact_kind WHEN 'event' THEN a.period_start <= b.period_end AND b.period_start <= a.period_end
                ELSE (a.lo < b.hi AND b.lo < a.hi) OR (a.lo = a.hi AND a.lo BETWEEN b.lo AND b.hi) OR (b.lo = b.hi AND b.lo BETWEEN a.lo AND a.hi) END AS overlap
    FROM rivals a JOIN rivals b ON a.slot_id = b.slot_id AND a.fact_id <> b.fact_id AND b.place <= 200
    JOIN tellers x ON x.fact_id = a.fact_id JOIN tellers y ON y.fact_id = b.fact_id)
SELECT fact_id, other_id,
       CASE WHEN modality = 'asserted' AND other_modality = 'asserted' THEN CASE WHEN overlap THEN 'compatible' WHEN fact_kind = 'metric' AND NOT one_story THEN 'contested' END
            WHEN (modality = 'denied') <> (other_modality = 'denied') AND overlap THEN 'contested' END AS relation,
       outvoted AND modality = 'asserted' AND other_modality = 'asserted' AS outvoted,
       modality <> 'denied' AND other_modality = 'denied' AS denied
FROM met WHERE relation IS NOT NULL;

CREATE TEMP TABLE verdicts AS
SELECT fact_id, CASE WHEN bool_or(relation = 'contested') THEN 'contested' ELSE 'compatible' END AS conflict,
       CASE WHEN bool_or(relation = 'contested') THEN list(other_id ORDER BY other_id) FILTER (relation = 'contested') ELSE list(other_id ORDER BY other_id) END AS conflict_with,
       CASE WHEN bool_or(relation = 'contested' AND denied) THEN 'denied' WHEN bool_or(relation = 'contested' AND outvoted) THEN 'outvoted' END AS deprecated
FROM pairs GROUP BY fact_id;

CREATE TEMP TABLE ranked AS  -- of the other questions the only answer is preferred
WITH keyed AS (
    SELECT f.fact_id, f.slot_id, v.deprecated, coalesce(v.conflict, 'none') AS conflict, coalesce(v.conflict_with, []) AS conflict_with,
           [CASE WHEN v.deprecated IS NULL THEN 0 ELSE 1 END, list_position(['asserted', 'planned', 'rumoured', 'denied'], f.modality), coalesce(f.basis, 9), -f.n_stories,
            coalesce(f.scale_exp, 999), -coalesce(date_diff('day', DATE '1000-01-01', l.latest), -1)] AS keys
    FROM facts f SEMI JOIN open_slots USING (slot_id) LEFT JOIN verdicts v USING (fact_id)
    JOIN (SELECT s.fact_id, max(coalesce(d.doc_date, d.told_on)) AS latest FROM said s JOIN live_docs d USING (article_id) GROUP BY s.fact_id) l USING (fact_id)),
placed AS (
    SELECT *, row_number() OVER w AS place, first_value(keys) OVER w AS best, lead(keys) OVER w AS next FROM keyed WINDOW w AS (PARTITION BY slot_id ORDER BY keys, fact_id))
SELECT fact_id, conflict, conflict_with,
       CASE WHEN deprecated IS NOT NULL THEN 'deprecated' WHEN place = 1 THEN 'preferred' ELSE 'normal' END AS rank,
       CASE WHEN deprecated IS NOT NULL THEN deprecated WHEN place = 1 AND next IS NULL THEN 'only_one'
            ELSE coalesce(['others_deprecated', 'modality', 'time_basis', 'n_stories', 'precision', 'latest'][
                list_position(list_transform(list_zip(keys, CASE WHEN place = 1 THEN next ELSE best END), lambda z: z[1] <> z[2]), true)], 'fact_id') END AS rank_reason
FROM placed;

-- step: periods
SELECT period FROM pub.metrics WHERE period IS NOT NULL UNION SELECT base_period FROM pub.metrics WHERE base_period IS NOT NULL;

-- step: best_rows
CREATE TEMP TABLE best_rows AS
SELECT f.fact_id, f.modality, f.type, d.nth, e.event_id, e.subject_id, coalesce(n.name, s.subject_text, e.trigger, e.event_type) AS subject,
       n.entity_type AS subject_type, e.trigger, e.period, e.period_start, e.period_end, e.period_grain, e.period_kind,
       d.article_id, d.title, d.source, d.url, d.published, d.doc_date, e.quote, e.time_text, d.raw_path, e.raw_start, e.raw_end
FROM facts f JOIN pub.events e ON e.event_id = f.best_id JOIN live_docs d USING (article_id)
LEFT JOIN event_subjects s USING (event_id) LEFT JOIN names n ON n.entity_id = e.subject_id WHERE f.fact_kind = 'event';

-- step: best_roles
SELECT b.fact_id, r.role, coalesce(n.name, r.filler_text) FROM best_rows b JOIN live_roles r USING (event_id) LEFT JOIN names n USING (entity_id)
ORDER BY b.fact_id, r.place NULLS LAST, r.role, r.ord;

-- step: best_events
CREATE TEMP TABLE best_events AS
SELECT b.* EXCLUDE (event_id, trigger, modality, type), l.statement, coalesce(p.participants, []) AS participants
FROM best_rows b JOIN temp.event_lines l USING (fact_id)
LEFT JOIN (SELECT fact_id, list(DISTINCT name ORDER BY name) AS participants
           FROM (SELECT fact_id, unnest(participants) AS entity_id FROM pub.events) JOIN names USING (entity_id) GROUP BY fact_id) p USING (fact_id);

-- step: knowledge
CREATE OR REPLACE TEMP MACRO moved(digits, k) AS rtrim(rtrim(
    left(split_part(digits, '.', 1), length(split_part(digits, '.', 1)) - k) || '.' || right(split_part(digits, '.', 1), k) || split_part(digits, '.', 2), '0'), '.');
CREATE OR REPLACE TEMP MACRO figure(v, scaled) AS CASE WHEN v < 0 THEN '-' ELSE '' END ||
    CASE WHEN NOT scaled OR abs(v) < 10000 THEN rtrim(rtrim(abs(v)::VARCHAR, '0'), '.') WHEN abs(v) < 100000000 THEN moved(abs(v)::VARCHAR, 4) || '万'
         WHEN abs(v) < 1000000000000 THEN moved(abs(v)::VARCHAR, 8) || '亿' ELSE moved(abs(v)::VARCHAR, 12) || '万亿' END;

CREATE OR REPLACE TEMP MACRO measured(metric, zh, written) AS  -- outside the categories the article's words, unless they are the figure itself
    coalesce(zh, CASE WHEN regexp_matches(written, '[0-9０-９]') THEN CASE metric WHEN 'other_money' THEN '金额' ELSE '数量' END ELSE written END);

INSERT INTO pub.knowledge BY NAME
WITH best_metrics AS (
    SELECT f.* EXCLUDE (period_start, period_end, scale_exp, best_id), d.nth, m.subject_id, coalesce(n.name, m.subject_text) AS subject, n.entity_type AS subject_type,
           m.dimension, m.kind, m.value, m.value_max, m.unit, m.bound, m.period, m.period_start, m.period_end, m.period_grain, m.period_kind, m.base_period,
           d.article_id, d.title, d.source, d.url, d.published, d.doc_date, m.quote, m.value_text, m.metric_text, m.time_text, d.raw_path, m.raw_start, m.raw_end
    FROM facts f JOIN pub.metrics m ON m.metric_id = f.best_id JOIN live_docs d USING (article_id) LEFT JOIN names n ON n.entity_id = m.subject_id),
told AS (
    SELECT b.*, concat_ws('', b.subject, CASE WHEN b.dimension IS NOT NULL THEN '（' || b.dimension || '）' END, p.zh,
               measured(b.type, wm.zh, b.metric_text), CASE WHEN wk.zh <> '' AND NOT regexp_matches(measured(b.type, wm.zh, b.metric_text), '(率|比|份额|持股)$') THEN wk.zh END, CASE WHEN b.base_period IS NOT NULL THEN '（较' || q.zh || '）' END, '：', wo.zh, wb.zh,
               CASE WHEN b.kind = 'rank' THEN '第' || figure(b.value, false) WHEN b.unit IN ('%', 'pp', '倍') THEN figure(b.value, false) ELSE figure(b.value, true) END,
               CASE WHEN b.value_max IS NOT NULL THEN '至' || figure(b.value_max, b.unit NOT IN ('%', 'pp', '倍')) END, coalesce(wu.zh, b.unit)) AS statement,
           [] AS participants
    FROM best_metrics b
    LEFT JOIN temp.w_metric wm ON wm.word = b.type LEFT JOIN temp.w_kind wk ON wk.word = b.kind LEFT JOIN temp.w_unit wu ON wu.word = b.unit
    LEFT JOIN temp.w_bound wb ON wb.word = b.bound::VARCHAR LEFT JOIN temp.w_modality wo ON wo.word = b.modality
    LEFT JOIN temp.w_period p ON p.word = (CASE WHEN b.period_kind = 'to_date' THEN 'to ' ELSE '' END) || b.period LEFT JOIN temp.w_period q ON q.word = b.base_period
    UNION ALL BY NAME SELECT e.*, f.* EXCLUDE (fact_id, period_start, period_end, scale_exp, best_id) FROM temp.best_events e JOIN facts f USING (fact_id))
SELECT t.* EXCLUDE (nth, basis), ['explicit', 'relative', 'inferred'][t.basis] AS time_basis, coalesce(r.conflict, 'none') AS conflict,
       coalesce(r.conflict_with, []) AS conflict_with, coalesce(r.rank, 'preferred') AS rank, coalesce(r.rank_reason, 'only_one') AS rank_reason, coalesce(i.also_ids, []) AS also_ids
FROM told t LEFT JOIN ranked r USING (fact_id) LEFT JOIN temp.fact_ids i USING (fact_id)
ORDER BY t.nth, t.raw_start, t.fact_id;

-- step: entities
CREATE TEMP TABLE involved AS
SELECT DISTINCT fact_id, entity_id FROM (
    SELECT fact_id, subject_id AS entity_id FROM pub.knowledge UNION ALL SELECT fact_id, unnest(participants) FROM pub.events UNION ALL SELECT fact_id, said_by_id FROM pub.metrics)
WHERE entity_id IS NOT NULL;

CREATE TEMP TABLE related AS
WITH shared AS (SELECT i.* FROM involved i JOIN (SELECT fact_id FROM involved GROUP BY fact_id HAVING count(*) BETWEEN 2 AND 20) USING (fact_id)),
     counted AS (SELECT a.entity_id, b.entity_id AS other, count(*) AS n FROM shared a JOIN shared b ON a.fact_id = b.fact_id AND a.entity_id <> b.entity_id GROUP BY a.entity_id, b.entity_id
                 QUALIFY row_number() OVER (PARTITION BY a.entity_id ORDER BY count(*) DESC, b.entity_id) <= 10)
SELECT entity_id, list(other ORDER BY n DESC, other) AS related FROM counted GROUP BY entity_id;

INSERT INTO pub.entities BY NAME
WITH spelt AS (SELECT entity_id, unnest(aliases) AS alias FROM met UNION SELECT entity_id, surface FROM pub.mentions WHERE entity_id IS NOT NULL),
     aliases AS (SELECT entity_id, list(DISTINCT alias ORDER BY alias) AS aliases FROM spelt GROUP BY entity_id),
     counts AS (SELECT entity_id, count(DISTINCT article_id) AS n_articles, count(*) FILTER (NOT in_repeat) AS n_mentions, min(told_on) AS first_date, max(told_on) AS last_date
                FROM pub.mentions JOIN art USING (article_id) WHERE entity_id IS NOT NULL GROUP BY entity_id),
     facts AS (SELECT entity_id, count(*) AS n_facts FROM involved GROUP BY entity_id)
SELECT n.* REPLACE (p.entity_id AS parent_id), coalesce(a.aliases, []) AS aliases, coalesce(c.n_articles, 0) AS n_articles, coalesce(c.n_mentions, 0) AS n_mentions,
       coalesce(f.n_facts, 0) AS n_facts, c.first_date, c.last_date, coalesce(r.related, []) AS related
FROM names n LEFT JOIN names p ON p.entity_id = n.parent_id LEFT JOIN aliases a ON a.entity_id = n.entity_id LEFT JOIN counts c ON c.entity_id = n.entity_id
LEFT JOIN facts f ON f.entity_id = n.entity_id LEFT JOIN related r ON r.entity_id = n.entity_id
ORDER BY n.entity_id;
