-- Argo CD's view of an AmpSync. The status counts only once it is about this generation of the spec.
local hs = { status = "Progressing", message = "waiting for the operator" }
local status = obj.status or {}
if status.observedGeneration == nil or status.observedGeneration ~= obj.metadata.generation then
  return hs
end
local conditions = {}
for _, condition in ipairs(status.conditions or {}) do
  conditions[condition.type] = condition
end
local function holds(type)
  return conditions[type] ~= nil and conditions[type].status == "True"
end
local function told(type)
  return conditions[type].reason .. ": " .. conditions[type].message
end
if holds("Stalled") then
  hs.status, hs.message = "Degraded", told("Stalled")
elseif holds("Reconciling") then
  hs.message = told("Reconciling")
elseif holds("Ready") and conditions["Ready"].reason == "Suspended" then
  hs.status, hs.message = "Suspended", conditions["Ready"].message
elseif holds("Ready") then
  hs.status, hs.message = "Healthy", conditions["Ready"].message
elseif conditions["Ready"] ~= nil then
  hs.message = told("Ready")
end
return hs
