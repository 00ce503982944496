/**
 * The statements of the knowledge base. The analysis of text is Postgres's own (`english`: Snowball
 * stems, stop words), so indexing and searching cannot disagree, embedded or on a server.
 */

/** Parameters: json array of chunks, kb. Inserts the chunks and their postings. */
export const INSERT_CHUNKS = `
with given as (
  select c.*, to_tsvector('english', c.headings || ' ' || c.body) as vector
  from json_to_recordset(?::json) as c(
    id text, document text, ordinal int, heading json, headings text, body text,
    "start" int, "end" int, page int)
), words as (
  select given.id, word.lexeme, array_length(word.positions, 1) as tf
  from given, unnest(given.vector) as word
), lengths as (
  select id, sum(tf) as len from words group by id
), chunks as (
  insert into knowledge_chunk
    (kb, id, document, ordinal, heading, body, "start", "end", page, len)
  select ?, given.id, document, ordinal, heading, body, "start", "end", page,
         coalesce(lengths.len, 0)
  from given left join lengths on lengths.id = given.id
  on conflict do nothing
)
insert into knowledge_posting (kb, lexeme, chunk, tf)
select ?, lexeme, id, tf from words
on conflict do nothing`;

/** Parameter: kb. */
export const COUNT_LEXEMES = `
insert into knowledge_lexeme (kb, lexeme, df)
select kb, lexeme, count(*) from knowledge_posting where kb = ? group by kb, lexeme
on conflict do nothing`;

/** Parameters: kb, kb. Writing this row is the seal. */
export const SEAL = `
insert into knowledge_stat (kb, n, avg_len)
select ?, count(*), coalesce(avg(len), 0) from knowledge_chunk where kb = ?
on conflict do nothing`;

/**
 * Parameters: json array of queries, kb, limit. BM25 with k1 1.2 and b 0.75, summed over the
 * distinct lexemes of each query; equal scores are ordered by chunk id.
 */
export const SEARCH = `
with query as (
  select ordinality::int as query, value as text
  from json_array_elements_text(?::json) with ordinality
), term as (
  select query, word.lexeme from query, unnest(to_tsvector('english', query.text)) as word
), wanted as (
  select query, count(*) as lexemes from term group by query
), stat as (
  select kb, n::double precision as n, avg_len from knowledge_stat where kb = ?
), weighted as (
  select term.query, term.lexeme, stat.kb, stat.avg_len,
         ln(1 + (stat.n - lexeme.df + 0.5) / (lexeme.df + 0.5)) as idf
  from stat cross join term
  join knowledge_lexeme lexeme on lexeme.kb = stat.kb and lexeme.lexeme = term.lexeme
), scored as (
  select weighted.query, posting.chunk, count(*) as matched,
         sum(weighted.idf * posting.tf * 2.2
             / (posting.tf + 1.2 * (0.25 + 0.75 * chunk.len / weighted.avg_len))) as score
  from weighted
  join knowledge_posting posting
    on posting.kb = weighted.kb and posting.lexeme = weighted.lexeme
  join knowledge_chunk chunk on chunk.kb = weighted.kb and chunk.id = posting.chunk
  group by weighted.query, posting.chunk
), ranked as (
  select scored.*, row_number() over (partition by query order by score desc, chunk) as rank
  from scored
)
select ranked.query, ranked.score,
       ranked.matched::double precision / wanted.lexemes as share,
       chunk.id, chunk.document as document_id, chunk.ordinal, chunk.heading, chunk.body,
       chunk."start", chunk."end", chunk.page
from ranked
join wanted on wanted.query = ranked.query
join stat on true
join knowledge_chunk chunk on chunk.kb = stat.kb and chunk.id = ranked.chunk
where ranked.rank <= ?
order by ranked.query, ranked.rank`;
