-- A script that must see every queue of the namespace answers with all their names until they are declared. Needs: names
local function undeclared(byName)
  local all = call('SMEMBERS', names)
  for _, name in ipairs(all) do
    if not byName[name] then
      table.insert(all, 1, 'need')
      return all
    end
  end
  return nil
end
