-- The door of every call that a client or a new runner makes: refuses what another format wrote, and a namespace that was deleted and
-- made anew since the caller opened it. An empty epoch skips the second check. Needs: meta
local function refused(epoch)
  local values = call('HMGET', meta, 'format', 'epoch')
  if values[1] and values[1] ~= '1' then return { 'format', values[1] } end
  if epoch ~= '' and values[2] ~= epoch then return { 'epoch', values[2] or '' } end
  return nil
end
