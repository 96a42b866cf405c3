-- Messages, and whom they wake. Channels carry the hash tag of their partition, as its keys do. Needs: meta waiters
local function channel(kind, name)
  return string.sub(meta, 1, -5) .. kind .. ':' .. name
end

-- Tells those who wait for these ids that they have ended (or are gone). A completion that nobody waits for costs one EXISTS a call.
local function notify(ids)
  if #ids == 0 or call('EXISTS', waiters) == 0 then return end
  local clients = fields(waiters, ids)
  for i, id in ipairs(ids) do
    if clients[i] then
      for client in string.gmatch(clients[i], '[^,]+') do call('PUBLISH', channel('done', client), id) end
      call('HDEL', waiters, id)
    end
  end
end
