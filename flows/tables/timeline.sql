-- The sheet of the timeline: event facts, with the roles of the best evidence in words.
SELECT k.period_start, k.period_end, k.period, k.statement, k.type AS event_type, k.participants AS who, r.roles, k.modality, k.n_stories, k.conflict, k.quote, k.time_text,
       k.time_basis, k.title, k.source, k.url, k.published, k.fact_id, k.article_id
FROM pub.knowledge k LEFT JOIN (
    SELECT e.fact_id, e.article_id, string_agg(x.role || '=' || coalesce(n.name, x.filler_text), '|' ORDER BY e.event_id, x.place, x.role, x.ord) AS roles
    FROM (SELECT fact_id, article_id, min(event_id) AS event_id FROM (
              SELECT e.fact_id, e.article_id, e.event_id FROM pub.events e JOIN pub.knowledge b
              ON b.fact_id = e.fact_id AND b.article_id = e.article_id AND b.raw_start = e.raw_start AND b.raw_end = e.raw_end) GROUP BY ALL) e
    JOIN (SELECT l.*, coalesce(kr.place, 99) AS place FROM pub.event_roles l JOIN pub.events v USING (event_id)
          LEFT JOIN temp.key_roles kr ON kr.event_type = v.event_type AND kr.role = l.role) x USING (event_id)
    LEFT JOIN pub.entities n ON n.entity_id = x.entity_id GROUP BY ALL) r USING (fact_id, article_id)
WHERE k.fact_kind = 'event'
