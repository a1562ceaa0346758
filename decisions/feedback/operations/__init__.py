"""The verbs of the feedback: `answering` (one opinion, a topic, a spreadsheet) and `disclosing` (prepare,
submit, approve, send back).
"""
