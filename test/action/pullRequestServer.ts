import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Comment {
  readonly id: number;
  /** Whether the token of the job wrote it. */
  readonly isOwn: boolean;
  body: string;
}

/** The part of GitHub's API that the comment needs, on the loopback interface. */
export interface PullRequestServer {
  readonly address: string;
  readonly comments: Comment[];
  /** Method and path of each request. */
  readonly requests: string[];
  /** If set, each writing request is answered with this status. */
  refuseWith: number | undefined;
  close(): Promise<void>;
}

/** As many comments on a page as GitHub would give for `first: 100`, so that a test needs only three. */
const pageSize = 2;

export async function startServer(): Promise<PullRequestServer> {
  const comments: Comment[] = [];
  const requests: string[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const content = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    requests.push(`${request.method} ${request.url}`);
    const { status, answer } = answerTo(`${request.method} ${request.url}`, request.headers.authorization, content);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const state: PullRequestServer = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    requests,
    refuseWith: undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return state;

  function answerTo(asked: string, authorization: string | undefined, content: Content) {
    if (authorization !== 'Bearer token-of-the-job') {
      return { status: 401, answer: { message: 'Bad credentials' } };
    }
    if (asked === 'POST /graphql') {
      return { status: 200, answer: { data: page(content.variables!) } };
    }
    if (state.refuseWith !== undefined) {
      return { status: state.refuseWith, answer: { message: 'Resource not accessible by integration' } };
    }
    const body = content.body!;
    if (asked === 'POST /repos/someone/manifests/issues/7/comments') {
      const id = comments.length + 1;
      comments.push({ id, isOwn: true, body });
      return { status: 201, answer: { html_url: `https://github.com/someone/manifests/pull/7#issuecomment-${id}` } };
    }
    const [, id] = /^PATCH \/repos\/someone\/manifests\/issues\/comments\/(\d+)$/.exec(asked) ?? [];
    const comment = comments.find((each) => String(each.id) === id);
    if (!comment) {
      return { status: 404, answer: { message: 'Not Found' } };
    }
    comment.body = body;
    return { status: 200, answer: { html_url: `https://github.com/someone/manifests/pull/7#issuecomment-${id}` } };
  }

  function page({ owner, name, number, after }: Variables) {
    if (`${owner}/${name}#${number}` !== 'someone/manifests#7') {
      return { repository: null };
    }
    const start = Number(after ?? 0);
    const end = start + pageSize;
    const nodes = comments
      .slice(start, end)
      .map(({ id, isOwn, body }) => ({ databaseId: id, viewerDidAuthor: isOwn, body }));
    const pageInfo = { hasNextPage: end < comments.length, endCursor: String(end) };
    return { repository: { pullRequest: { comments: { nodes, pageInfo } } } };
  }
}

interface Content {
  readonly body?: string;
  readonly variables?: Variables;
}

interface Variables {
  readonly owner: string;
  readonly name: string;
  readonly number: number;
  readonly after: string | null;
}
