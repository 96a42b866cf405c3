-- The title of a task, from its spec: the one it was given, or its method's short name, as MethodName.Short makes it.
local HIDE = { ['<'] = '\1', ['>'] = '\2', ['.'] = '\3', ['+'] = '\4', [':'] = '\5', ['('] = '\6', ['\\'] = '\7' }
local SHOW = { ['\1'] = '<', ['\2'] = '>', ['\3'] = '.', ['\4'] = '+', ['\5'] = ':', ['\6'] = '(', ['\7'] = '\\' }

local function short(method)
  local text = string.gsub(method, '\\(.)', function(c) return HIDE[c] or c end)
  text = string.gsub(text, '%b<>', '')
  local path = string.match(text, '^[^(:]*:([^(:]*)%(') or string.match(text, '^([^(:]*)%(')
  if not path then return method end
  text = string.match(path, '([^.+]*[.+][^.+]*)$') or path
  return (string.gsub(text, '[\1-\7]', SHOW))
end

-- The method and the title of a spec; '' for what it does not have.
local function namesOf(spec)
  local _, at = string.find(spec, '^[^;]*;')
  local method, title = '', ''
  while at and at < #spec do
    local letter, length, past = string.match(spec, '^(%a)(%d+):()', at + 1)
    if not letter then break end
    at = past + tonumber(length) - 1
    if letter == 't' then title = string.sub(spec, past, at) end
    if letter == 'm' then method = string.sub(spec, past, at) end
  end
  return method, title
end

local function titleOf(id, spec)
  local method, title = namesOf(spec)
  return title ~= '' and title or method ~= '' and short(method) or id
end
