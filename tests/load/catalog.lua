-- Requests for the targets that a file lists, one a line, each thread from another place on: wrk -s catalog.lua URL -- FILE
local requests, at = {}, 0
local threads = 0

function setup(thread)
    thread:set('offset', threads)
    threads = threads + 1
end

function init(arguments)
    for line in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format('GET', line)
    end
    at = offset * 7919 % #requests
end

function request()
    at = at % #requests + 1
    return requests[at]
end
