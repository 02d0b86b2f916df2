-- For scripts/load: asks for the addresses given, in turn, signed in, as a browser that takes compressed pages.

local asked, turn = {}, 0

function init(addresses)
  wrk.headers["Cookie"] = os.getenv("ANSINH_COOKIE")
  wrk.headers["Accept-Encoding"] = "gzip"
  for place, address in ipairs(addresses) do
    asked[place] = wrk.format("GET", address)
  end
end

function request()
  turn = turn % #asked + 1
  return asked[turn]
end

-- requests, seconds, median and 99th percentile in milliseconds, errors
function done(summary, latency)
  local faults = summary.errors
  local errors = faults.connect + faults.read + faults.write + faults.status + faults.timeout
  local seconds = summary.duration / 1e6
  local p50, p99 = latency:percentile(50) / 1e3, latency:percentile(99) / 1e3
  io.write(string.format("RESULT %d %.3f %.2f %.2f %d\n", summary.requests, seconds, p50, p99, errors))
end
