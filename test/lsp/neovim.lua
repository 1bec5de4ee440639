-- What Neovim itself makes of `podwire lsp --stdio`, written as JSON to the last argument's file: no plugin, no
-- configuration, the client of Neovim 0.7 or newer.
-- Environment: PODWIRE_SERVER, a JSON list: the command of the server. PODWIRE_ANSWER: the file to write.

local patience = 120 * 1000
local answer = {}

local function open(file)
  vim.cmd('edit ' .. file)
  return vim.api.nvim_get_current_buf()
end

local function shown(buffer)
  local texts = {}
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    local line = vim.api.nvim_buf_get_lines(buffer, each.lnum, each.lnum + 1, false)[1]
    table.insert(texts, { code = each.code, text = line:sub(each.col + 1, each.end_col), message = each.message })
  end
  return texts
end

local function untilShown(buffer, count)
  return vim.wait(patience, function() return #vim.diagnostic.get(buffer) == count end, 20)
end

local function run()
  local folder = vim.fn.getcwd()
  local id = vim.lsp.start_client({
    cmd = vim.fn.json_decode(vim.env.PODWIRE_SERVER),
    name = 'podwire',
    -- Else Neovim sends the edits of other buffers later than a request about this one.
    flags = { debounce_text_changes = 0 },
    root_dir = folder,
    workspace_folders = { { uri = vim.uri_from_fname(folder), name = 'example' } },
  })
  local client = vim.lsp.get_client_by_id(id)
  local deployment = open('deployment.yaml')
  local service = open('service-nodeport.yaml')
  for _, buffer in ipairs({ deployment, service }) do
    vim.lsp.buf_attach_client(buffer, id)
  end
  local document = { uri = vim.uri_from_bufnr(service) }
  local function ask(method, parameters)
    local response = client.request_sync(method, parameters, patience, service)
    assert(response and not response.err, method .. ': ' .. vim.inspect(response))
    return response.result
  end
  local function lens()
    return ask('textDocument/codeLens', { textDocument = document })[1].command.title
  end

  assert(untilShown(service, 1), 'the problem is not shown')
  answer.problems = shown(service)
  answer.lens = lens()
  local at = vim.diagnostic.get(service)[1]
  local position = { line = at.lnum, character = at.col }
  local actions = ask('textDocument/codeAction', {
    textDocument = document,
    range = { start = position, ['end'] = position },
    context = { diagnostics = {}, only = { 'quickfix' } },
  })
  answer.titles = vim.tbl_map(function(action) return action.title end, actions)
  vim.lsp.util.apply_workspace_edit(actions[1].edit, client.offset_encoding)
  assert(untilShown(service, 0), 'the problem stays')
  answer.fixed = vim.api.nvim_buf_get_lines(service, 0, -1, false)
  answer.lensAfter = lens()

  -- The verbs, from the value of the selector.
  local row, column = nil, nil
  for number, line in ipairs(answer.fixed) do
    column = line:find('family%-assistant%-backend')
    if line:match('^ +app:') and column then row = number - 1 break end
  end
  local cursor = { textDocument = document, position = { line = row, character = column - 1 } }
  local function places(locations)
    return vim.tbl_map(function(each)
      local range = each.targetSelectionRange or each.range
      return vim.fn.fnamemodify(vim.uri_to_fname(each.targetUri or each.uri), ':t') .. ':' .. range.start.line + 1
    end, locations)
  end
  answer.definition = places(ask('textDocument/definition', cursor))
  answer.references = places(
    ask('textDocument/references', vim.tbl_extend('force', cursor, { context = { includeDeclaration = false } }))
  )
  answer.hover = ask('textDocument/hover', cursor).contents.value
  local completed = ask('textDocument/completion', cursor)
  answer.completion = (completed.items or completed)[1].label
  -- The server asks first, because Kubernetes does not let the selector of a Deployment change.
  client.handlers['window/showMessageRequest'] = function(_, result)
    answer.question = result.message
    return result.actions[1]
  end
  local edit = ask('textDocument/rename', vim.tbl_extend('force', cursor, { newName = 'renamed' }))
  vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
  answer.renamed = {
    vim.fn.count(table.concat(vim.api.nvim_buf_get_lines(service, 0, -1, false), '\n'), 'app: renamed'),
    vim.fn.count(table.concat(vim.api.nvim_buf_get_lines(deployment, 0, -1, false), '\n'), 'app: renamed'),
  }
  assert(untilShown(service, 0), 'the rename broke the Service')
  local back = ask('textDocument/rename', vim.tbl_extend('force', cursor, { newName = 'family-assistant-backend' }))
  vim.lsp.util.apply_workspace_edit(back, client.offset_encoding)
  answer.renamedBack = vim.api.nvim_buf_get_lines(service, 0, -1, false)

  -- A label of the other file, unsaved, and taken back.
  vim.api.nvim_set_current_buf(deployment)
  vim.cmd([[%s/\(template:\_.\{-}app: \)family-assistant-backend/\1family-assistant-typo/]])
  assert(untilShown(service, 1), 'a change of the other file is not seen')
  answer.problemsOfOtherFile = shown(service)
  vim.cmd('undo')
  assert(untilShown(service, 0), 'the change that was undone is still seen')
  client.stop()
  answer.stopped = vim.wait(patience, function() return client.is_stopped() end, 20)
end

local ok, message = pcall(run)
if not ok then answer.failed = message end
vim.fn.writefile({ vim.fn.json_encode(answer) }, vim.env.PODWIRE_ANSWER)
vim.cmd('qall!')
