"""The staff's door: worklists with reasons, the pipeline, program days, the chart, the clinic's figures."""
