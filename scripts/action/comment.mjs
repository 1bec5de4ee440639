// A step of the Action: writes what a pull request changes in the wiring as one comment. The next run changes that
// comment. If nothing changed, no new comment is written.
//
// Variables: FILE, the comparison in Markdown. PULL_REQUEST, its number. CATEGORY, which tells several uses of the
// Action apart. PODWIRE_TOKEN. Of the runner: GITHUB_REPOSITORY, GITHUB_API_URL, GITHUB_GRAPHQL_URL.
import { readFileSync } from 'node:fs';

const { FILE, PULL_REQUEST, CATEGORY, PODWIRE_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL, GITHUB_GRAPHQL_URL } =
  process.env;
const [owner, name] = GITHUB_REPOSITORY.split('/');

/** GitHub rejects a longer comment. */
const mostCharacters = 65_536;

/** Milliseconds for one request. A comment is not worth a job that waits. */
const patience = 20_000;

const comparison = readFileSync(FILE, 'utf8');
const marker = `<!-- podwire diff: ${encodeURIComponent(CATEGORY)} -->`;

try {
  await comment();
} catch (error) {
  // The comparison is in the summary of the job, and the check decides whether the job fails.
  const hint =
    error.status === 403 || error.status === 404
      ? 'The comment needs the permission "pull-requests: write", which a pull request from a fork does not get.'
      : 'The comment could not be written.';
  const text = `${hint} The comparison is in the summary of the job. (${error.message})`;
  process.stdout.write(`::warning title=podwire::${escaped(text)}\n`);
}

async function comment() {
  const earlier = await earlierComment();
  // A table has a row for each change.
  const isSame = !/^\| /m.test(comparison);
  if (earlier === undefined && isSame) {
    process.stdout.write('The wiring is the same, so there is no comment.\n');
    return;
  }
  const body = { body: shortened(`${marker}\n${comparison}`) };
  const comments = `${GITHUB_API_URL}/repos/${owner}/${name}/issues`;
  const written =
    earlier === undefined
      ? await request('POST', `${comments}/${PULL_REQUEST}/comments`, body)
      : await request('PATCH', `${comments}/comments/${earlier}`, body);
  process.stdout.write(`${earlier === undefined ? 'Wrote' : 'Changed'} ${written.html_url}\n`);
}

/**
 * The number of the comment that an earlier run wrote. Anybody can write a comment with the marker, so the author
 * counts: only GraphQL says whether that is whoever the token belongs to.
 */
async function earlierComment() {
  const query = `query($owner: String!, $name: String!, $number: Int!, $after: String) {
    repository(owner: $owner, name: $name) {
      pullRequest(number: $number) {
        comments(first: 100, after: $after) {
          nodes { databaseId viewerDidAuthor body }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }`;
  for (let after = null; ; ) {
    const variables = { owner, name, number: Number(PULL_REQUEST), after };
    const { data, errors } = await request('POST', GITHUB_GRAPHQL_URL, { query, variables });
    if (errors?.length > 0) {
      throw new Error(errors[0].message);
    }
    const { nodes, pageInfo } = data.repository.pullRequest.comments;
    const found = nodes.find((each) => each.viewerDidAuthor && each.body.startsWith(marker));
    if (found || !pageInfo.hasNextPage) {
      return found?.databaseId;
    }
    after = pageInfo.endCursor;
  }
}

async function request(method, url, content) {
  const response = await fetch(url, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${PODWIRE_TOKEN}`,
      'content-type': 'application/json',
      'user-agent': 'podwire',
    },
    body: JSON.stringify(content),
    signal: AbortSignal.timeout(patience),
  });
  if (!response.ok) {
    throw Object.assign(new Error(`${method} ${url}: ${response.status}`), { status: response.status });
  }
  return response.json();
}

/** Ends with a whole line. */
function shortened(text) {
  if (text.length <= mostCharacters) {
    return text;
  }
  const note = '\nThe rest is in the summary of the job.\n';
  const kept = text.slice(0, mostCharacters - note.length);
  return kept.slice(0, kept.lastIndexOf('\n') + 1) + note;
}

/** Source: actions/toolkit, packages/core/src/command.ts, escapeData. */
function escaped(text) {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
