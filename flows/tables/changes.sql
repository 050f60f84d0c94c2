-- What is new since the version before: former is its knowledge, what the names of compared columns that differ.

-- step: paired
-- Facts of both versions that are one: of one id, or under a finer or a coarser date.
CREATE TEMP TABLE paired AS
WITH o AS ($former), n AS (SELECT fact_id, also_ids FROM pub.knowledge),
same AS (SELECT fact_id AS new_id, fact_id AS old_id FROM n SEMI JOIN o USING (fact_id)),
finer AS (SELECT min(f.fact_id) AS new_id, f.also AS old_id FROM (SELECT fact_id, unnest(also_ids) AS also FROM n ANTI JOIN same ON same.new_id = n.fact_id) f
          JOIN o ON o.fact_id = f.also ANTI JOIN same ON same.old_id = f.also GROUP BY f.also),
coarser AS (SELECT f.also AS new_id, min(f.fact_id) AS old_id FROM (SELECT fact_id, unnest(also_ids) AS also FROM o ANTI JOIN same ON same.old_id = o.fact_id) f
            JOIN n ON n.fact_id = f.also ANTI JOIN same ON same.new_id = f.also GROUP BY f.also)
SELECT * FROM same UNION SELECT new_id, min(old_id) FROM (SELECT * FROM finer UNION SELECT * FROM coarser) GROUP BY new_id;

-- step: changed
-- Those that are not as they were, and those that are gone; what is in neither is added.
CREATE TEMP TABLE changed AS
WITH o AS ($former)
SELECT * FROM (
    SELECT CASE WHEN n.conflict = 'contested' AND o.conflict <> 'contested' THEN 'contested' ELSE 'changed' END AS change, n.fact_id AS new_id, o.fact_id AS old_id,
           list_filter([$what], lambda item: item IS NOT NULL) AS what
    FROM paired p JOIN pub.knowledge n ON n.fact_id = p.new_id JOIN o ON o.fact_id = p.old_id)
WHERE change <> 'changed' OR len(what) > 0 OR new_id <> old_id
UNION ALL SELECT 'withdrawn', NULL, fact_id, [] FROM o ANTI JOIN paired p ON p.old_id = o.fact_id;

-- step: counts
SELECT change, count(*) AS n FROM temp.changed GROUP BY change
UNION ALL SELECT 'added', count(*) FROM pub.knowledge n ANTI JOIN temp.paired p ON p.new_id = n.fact_id HAVING count(*) > 0 ORDER BY change;

-- step: sheet
WITH o AS ($former)
SELECT 'added' AS change, statement, []::VARCHAR[] AS what, NULL::VARCHAR AS statement_before, fact_kind, type, subject, period, n_stories,
       NULL::INTEGER AS n_stories_before, conflict, NULL::VARCHAR AS conflict_before, rank, quote, title, url, fact_id, NULL::VARCHAR AS fact_id_before
FROM pub.knowledge n ANTI JOIN temp.paired p ON p.new_id = n.fact_id
UNION ALL
SELECT m.change, coalesce(n.statement, o.statement), m.what, o.statement, coalesce(n.fact_kind, o.fact_kind), coalesce(n.type, o.type), coalesce(n.subject, o.subject),
       coalesce(n.period, o.period), n.n_stories, o.n_stories, n.conflict, o.conflict, n.rank, coalesce(n.quote, o.quote), coalesce(n.title, o.title), coalesce(n.url, o.url),
       coalesce(m.new_id, m.old_id), m.old_id
FROM temp.changed m LEFT JOIN pub.knowledge n ON n.fact_id = m.new_id JOIN o ON o.fact_id = m.old_id
