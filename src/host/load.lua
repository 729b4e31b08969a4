-- What wrk asks of the server; load.sh says what of it with its arguments: a kind of request, and what that kind needs.
-- Random parameters make states that nobody has asked for.

local threads = {}

function setup(thread)
   thread:set("id", #threads)
   table.insert(threads, thread)
end

local htmx = { ["Accept-Encoding"] = "gzip, deflate, br", ["HX-Request"] = "true" }
local page = { ["Accept-Encoding"] = "gzip, deflate, br", ["Accept"] = "text/html,application/xhtml+xml,*/*;q=0.8" }
local json = { ["Accept"] = "application/json" }

local function numbers(rows, columns, least, most)
   local lines = {}
   for row = 1, rows do
      local line = {}
      for column = 1, columns do line[column] = math.random(least, most) end
      lines[row] = table.concat(line, "+")
   end
   return table.concat(lines, "/")
end

local function with(headers, more)
   local all = {}
   for name, value in pairs(headers) do all[name] = value end
   for name, value in pairs(more) do all[name] = value end
   return all
end

local function get(path, headers) return wrk.format("GET", path, headers) end

-- One address again and again: a path, and a header's name and value if it has one.
local function same(args)
   local headers = args[3] == "" and {} or { [args[3]] = args[4] }
   local text = get(args[2], with(args[5] == "htmx" and htmx or page, headers))
   return function() return text end
end

local kernel = function() return "/widgets/convolution?kernel=" .. numbers(3, 3, -9, 9) end

local kinds = {
   same = same,
   -- A file under addresses that nobody asked for: it is found and packed each time, as what is computed is.
   file = function(args) return function() return get(args[2] .. "?" .. math.random(1e15), page) end end,
   json = function() return function() return get(kernel(), json) end end,
   kernel = function() return function() return get(kernel(), with(htmx, { ["HX-Target"] = "convolution-stage" })) end end,

   -- Steps over the drawings of a file, "kernel drawing" in each line: each place once, by one thread.
   step = function(args)
      local drawings = {}
      for line in io.lines(args[2]) do
         local given, drawing = line:match("(%S+) (%S+)")
         if given then table.insert(drawings, { given, drawing }) end
      end
      local at = 0
      return function()
         local drawing, place = drawings[math.floor(at / 36) % #drawings + 1], at % 36
         at = at + 1
         return get(
            string.format("/widgets/convolution?kernel=%s&row=%d&col=%d", drawing[1], math.floor(place / 6), place % 6),
            with(htmx, { ["HX-Target"] = "convolution-stage", ["Convolab-Drawing"] = drawing[2] }))
      end
   end,

   size = function()
      return function()
         local path = string.format(
            "/widgets/output-size?in=%d&kernel=%d&stride=%d&channels=%d&filters=%d",
            math.random(64, 4096), math.random(1, 31), math.random(1, 4), math.random(1, 512), math.random(1, 512))
         return get(path, with(htmx, { ["HX-Target"] = "output-size-stage" }))
      end
   end,

   pooling = function()
      return function() return get("/chapters/pooling?pooling.input=" .. numbers(4, 4, 0, 9), page) end
   end,

   architectures = function()
      return function()
         return get(string.format("/chapters/architectures?scaling.alpha=%.9f", 1 + math.random()), page)
      end
   end,

   -- Learners with a kernel of their own each, who step from place to place of its map, once a second.
   learners = function(args)
      local learners, last = {}, 0
      for i = 1, tonumber(args[2]) do
         learners[i] = { kernel = numbers(3, 3, -9, 9), place = math.random(0, 35) }
      end
      local known = {}
      function delay() return math.random(500, 1500) end
      function response(status, headers)
         local given = headers["HX-Push-Url"] and headers["HX-Push-Url"]:match("kernel=([^&#]*)")
         if given then known[given] = headers["Convolab-Drawing"] end
      end
      return function()
         last = last % #learners + 1
         local learner = learners[last]
         learner.place = (learner.place + 1) % 36
         local path = string.format(
            "/chapters/kernel-sliding?convolution.kernel=%s&convolution.row=%d&convolution.col=%d",
            learner.kernel, math.floor(learner.place / 6), learner.place % 6)
         return get(path, with(htmx, { ["HX-Target"] = "convolution-stage", ["Convolab-Drawing"] = known[learner.kernel] }))
      end
   end,
}

function init(args)
   math.randomseed(os.time() * 100 + id)
   for i = 1, 10 do math.random() end
   request = kinds[args[1]](args)
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format(
      "RESULT %.1f %.1f %d\n",
      summary.requests / summary.duration * 1e6,
      latency:percentile(99) / 1000,
      errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
