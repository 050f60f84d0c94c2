-- The sheet of changes: filled is the knowledge of the version before, what the names of compared columns that differ.
WITH o AS ($filled), n AS (SELECT * FROM pub.knowledge),
same AS (SELECT fact_id AS new_id, fact_id AS old_id FROM n SEMI JOIN o USING (fact_id)),
finer AS (SELECT min(f.fact_id) AS new_id, f.also AS old_id FROM (SELECT fact_id, unnest(also_ids) AS also FROM n ANTI JOIN same ON same.new_id = n.fact_id) f
          JOIN o ON o.fact_id = f.also ANTI JOIN same ON same.old_id = f.also GROUP BY f.also),
coarser AS (SELECT f.also AS new_id, min(f.fact_id) AS old_id FROM (SELECT fact_id, unnest(also_ids) AS also FROM o ANTI JOIN same ON same.old_id = o.fact_id) f
            JOIN n ON n.fact_id = f.also ANTI JOIN same ON same.new_id = f.also GROUP BY f.also),
pairs AS (SELECT * FROM same UNION SELECT new_id, min(old_id) FROM (SELECT * FROM finer UNION SELECT * FROM coarser) GROUP BY new_id),
met AS (
    SELECT n.fact_id AS new_id, o.fact_id AS old_id, list_filter([$what], lambda item: item IS NOT NULL) AS what
    FROM n LEFT JOIN pairs p ON p.new_id = n.fact_id LEFT JOIN o ON o.fact_id = p.old_id
    UNION ALL SELECT NULL, o.fact_id, [] FROM o ANTI JOIN pairs p ON p.old_id = o.fact_id),
told AS (
    SELECT m.*, CASE WHEN old_id IS NULL THEN 'added' WHEN new_id IS NULL THEN 'withdrawn'
                     WHEN n.conflict = 'contested' AND o.conflict <> 'contested' THEN 'contested' ELSE 'changed' END AS change,
           n.statement AS statement_now, o.statement AS statement_before, coalesce(n.fact_kind, o.fact_kind) AS fact_kind, coalesce(n.type, o.type) AS type,
           coalesce(n.subject, o.subject) AS subject, coalesce(n.period, o.period) AS period, n.n_stories, o.n_stories AS n_stories_before,
           n.conflict, o.conflict AS conflict_before, n.rank, coalesce(n.quote, o.quote) AS quote, coalesce(n.title, o.title) AS title, coalesce(n.url, o.url) AS url
    FROM met m LEFT JOIN n ON n.fact_id = m.new_id LEFT JOIN o ON o.fact_id = m.old_id)
SELECT change, coalesce(statement_now, statement_before) AS statement, CASE WHEN change IN ('added', 'withdrawn') THEN [] ELSE what END AS what, statement_before,
       fact_kind, type, subject, period, n_stories, n_stories_before, conflict, conflict_before, rank, quote, title, url,
       coalesce(new_id, old_id) AS fact_id, old_id AS fact_id_before
FROM told WHERE change <> 'changed' OR len(what) > 0 OR new_id <> old_id
ORDER BY list_position(['contested', 'added', 'changed', 'withdrawn'], change), fact_kind, subject, period NULLS LAST, statement, fact_id
